"""Plays the fourth way, two regions and two accounts, and its removal with the vendor's current SDK, which signs with V3.

    python play_v3.py 127.0.0.1:8787 [build]

The server at that address must be `cen simulate --seed world.yaml --pace reads:1`. Account A calls it by its address. Account B calls the
vendor's own endpoints, and the server is its proxy. What takes two calls at once is called with the SDK's asynchronous half.
"""

import asyncio
import sys

from alibabacloud_cbn20170912 import models as cbn_models
from alibabacloud_cbn20170912.client import Client as Cbn
from alibabacloud_tea_openapi.client import Client as OpenApi
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as Vpc
from darabonba.runtime import RuntimeOptions
from steps import A, B, DESCRIPTION, HUB, HUB_REGION, SHOP, SHOP_REGION, expect, walk


def expect_refusal(what, call, status, code):
    """The call must be refused with this HTTP status and code, as the SDK's exception tells them."""
    try:
        answer = call()
    except ClientException as refused:
        expect(f"{what}: the refusal", (refused.status_code, refused.code), (status, code))
        expect(f"{what}: it has a request id", len(refused.request_id), 36)
        return
    raise SystemExit(f"{what}: not refused but answered: {answer}")


class Account:
    """One account's clients. Its configuration is all that points them away from the real cloud."""

    def __init__(self, key=None, secret=None, **config):
        config = {"access_key_id": key, "access_key_secret": secret, "protocol": "http", **config}
        self.config = lambda: Config(**config)
        self.cbn = Cbn(self.config())
        self.vpc = Vpc(self.config())

    def request(self, product, operation, parameters):
        client, models = {"cbn": (self.cbn, cbn_models), "vpc": (self.vpc, vpc_models)}[product]
        name = "".join(word.capitalize() for word in operation.split("_"))
        return client, getattr(models, f"{name}Request").from_map(getattr(models, f"{name}Request")(), parameters)

    def call(self, product, operation, **parameters):
        """What a call answers, as the SDK's own model."""
        client, request = self.request(product, operation, parameters)
        return told(operation, getattr(client, operation)(request))

    async def call_later(self, product, operation, **parameters):
        client, request = self.request(product, operation, parameters)
        return told(operation, await getattr(client, f"{operation}_async")(request))

    def identity(self):
        """Whose key it is, by the part of the SDK that knows any operation by its name alone."""
        parameters = Params(
            action="GetCallerIdentity", version="2015-04-01", protocol="HTTP", pathname="/", method="GET", auth_type="AK", style="RPC",
            req_body_type="formData", body_type="json",
        )
        return OpenApi(self.config()).call_api(parameters, OpenApiRequest(), RuntimeOptions())["body"]["AccountId"]


def told(operation, answer):
    expect(f"{operation}: its status", answer.status_code, 200)
    expect(f"{operation}: it has a request id", len(answer.body.request_id), 36)
    return answer.body


class Play:
    def __init__(self, address):
        self.address = address
        self.a = self.account_a()
        self.b = Account(
            "LTAIfakeB0000001", "secretB", region_id=SHOP_REGION, http_proxy=f"http://{address}",
        )
        self.cen = None
        self.package = None

    def account_a(self, key="LTAIfakeA0000001", secret="secretA", **config):
        return Account(key, secret, endpoint=self.address, region_id=HUB_REGION, **config)

    # What is there, as short texts that can be compared.

    def cen_status(self):
        cens = self.a.call("cbn", "describe_cens", Filter=[{"Key": "CenId", "Value": [self.cen]}]).cens.cen
        return cens[0].status if cens else "gone"

    def child_of(self, network, region, **more):
        return {"CenId": self.cen, "ChildInstanceId": network, "ChildInstanceRegionId": region, "ChildInstanceType": "VPC", **more}

    def child_status(self, network, region):
        try:
            return self.a.call("cbn", "describe_cen_attached_child_instance_attribute", **self.child_of(network, region)).status
        except ClientException as refused:
            expect(f"{network} is not attached", refused.code, "ParameterInstanceId")
            return "gone"

    def packages(self):
        return self.a.call("cbn", "describe_cen_bandwidth_packages").cen_bandwidth_packages.cen_bandwidth_package

    def package_status(self):
        packages = self.packages()
        return packages[0].status if packages else "gone"

    def limits(self):
        answer = self.a.call("cbn", "describe_cen_inter_region_bandwidth_limits", CenId=self.cen, PageNumber=1, PageSize=50)
        return answer.cen_inter_region_bandwidth_limits.cen_inter_region_bandwidth_limit

    def limit_status(self):
        limits = self.limits()
        return limits[0].status if limits else "gone"

    def grants(self):
        answer = self.b.call("vpc", "describe_grant_rules_to_cen", RegionId=SHOP_REGION, InstanceId=SHOP, InstanceType="VPC")
        return [(rule.cen_instance_id, rule.cen_owner_id) for rule in answer.cen_grant_rules.cbn_grant_rule]

    def grant(self, operation):
        self.b.call(
            "vpc", operation, RegionId=SHOP_REGION, CenId=self.cen, CenOwnerId=A, InstanceId=SHOP, InstanceType="VPC",
            ClientToken=f"{operation}-1",
        )

    def tags(self):
        answer = self.a.call("cbn", "list_tag_resources", ResourceType="cen", ResourceId=[self.cen])
        return {tag.tag_key: tag.tag_value for tag in answer.tag_resources.tag_resource}

    # The acts.

    def who_may_enter(self):
        expect("who A is", self.a.identity(), str(A))
        older = self.account_a(signature_algorithm="v2")
        expect("A's CENs, as the SDK signed before", older.call("cbn", "describe_cens").total_count, 0)
        cens = lambda account: lambda: account.call("cbn", "describe_cens")
        expect_refusal("a wrong secret", cens(self.account_a(secret="wrong")), 400, "SignatureDoesNotMatch")
        expect_refusal("an unknown key", cens(self.account_a(key="LTAInobody")), 404, "InvalidAccessKeyId.NotFound")
        bearer = Account(endpoint=self.address, type="bearer", bearer_token="eyJ")
        expect_refusal("a bearer", cens(bearer), 400, "UnsupportedParameter")

        def temporary(token):
            key = ("STS.fakeB0000001", "secretOfTheHour")
            account = Account(*key, endpoint=self.address, region_id=SHOP_REGION, type="sts", security_token=token)
            return lambda: account.call("vpc", "describe_vpcs", RegionId=SHOP_REGION)

        vpcs = temporary("CAIS+token/of=the hour")().vpcs.vpc
        expect("the VPCs of a temporary key's account", [(vpc.vpc_id, vpc.cidr_block, vpc.owner_id) for vpc in vpcs], [(SHOP, "10.2.0.0/16", B)])
        expect_refusal("another token", temporary("other"), 400, "InvalidSecurityToken.MismatchWithAccessKey")

    def create_cen(self):
        asked = {
            "Name": "ocean", "Description": DESCRIPTION, "ClientToken": "a-token", "Tag": [{"Key": "team", "Value": "net work"}],
        }
        self.cen = self.a.call("cbn", "create_cen", **asked).cen_id
        expect("the same token", self.a.call("cbn", "create_cen", **asked).cen_id, self.cen)
        walk("the new CEN", self.cen_status, ["Creating", "Active"])

    def find_it_again(self):
        others = [self.a.call("cbn", "create_cen", Name=f"other {number}").cen_id for number in range(4)]
        pages = [self.a.call("cbn", "describe_cens", PageNumber=number, PageSize=2) for number in (1, 2, 3)]
        expect("the pages", [(page.page_number, len(page.cens.cen), page.total_count) for page in pages], [(1, 2, 5), (2, 2, 5), (3, 1, 5)])
        expect("what is on them", sorted(cen.cen_id for page in pages for cen in page.cens.cen), sorted([self.cen, *others]))
        found = self.a.call("cbn", "describe_cens", Tag=[{"Key": "team", "Value": "net work"}]).cens.cen
        shown = [(cen.cen_id, cen.name, cen.description, cen.protection_level) for cen in found]
        expect("what the tag finds", shown, [(self.cen, "ocean", DESCRIPTION, "REDUCED")])
        expect_refusal("a page too large", lambda: self.a.call("cbn", "describe_cens", PageSize=51), 400, "InvalidParameter")
        for cen in others:
            self.a.call("cbn", "delete_cen", CenId=cen)
        expect("B sees nothing of it", self.b.call("cbn", "describe_cens").total_count, 0)
        self.a.call("cbn", "tag_resources", ResourceType="cen", ResourceId=[self.cen], Tag=[{"Key": "stage", "Value": "*"}])
        expect("the tags", self.tags(), {"team": "net work", "stage": "*"})
        self.a.call("cbn", "untag_resources", ResourceType="cen", ResourceId=[self.cen], TagKey=["stage"])
        expect("the tags that are left", self.tags(), {"team": "net work"})

    def attach_both(self):
        shop = self.child_of(SHOP, SHOP_REGION, ChildInstanceOwnerId=B)
        expect_refusal(
            "an attachment without grant", lambda: self.a.call("cbn", "attach_cen_child_instance", **shop),
            409, "Forbbiden.AttachChildInstanceAcrossUid",
        )
        self.grant("grant_instance_to_cen")
        expect("the grant", self.grants(), [(self.cen, A)])

        async def both():
            calls = [self.a.call_later("cbn", "attach_cen_child_instance", **child) for child in (self.child_of(HUB, HUB_REGION), shop)]
            await asyncio.gather(*calls)

        asyncio.run(both())
        for network, region in ((HUB, HUB_REGION), (SHOP, SHOP_REGION)):
            walk(network, lambda: self.child_status(network, region), ["Attaching", "Attached"])
        rows = self.a.call("cbn", "describe_cen_attached_child_instances", CenId=self.cen).child_instances.child_instance
        shown = [(row.child_instance_id, row.child_instance_owner_id, row.status) for row in rows]
        expect("what is attached", shown, [(HUB, A, "Attached"), (SHOP, B, "Attached")])

    def give_bandwidth(self):
        self.package = self.a.call(
            "cbn", "create_cen_bandwidth_package", GeographicRegionAId="China", GeographicRegionBId="North-America", Bandwidth=20,
            BandwidthPackageChargeType="POSTPAY", Name="ocean",
        ).cen_bandwidth_package_id
        walk("the new package", self.package_status, ["gone", "Idle"])
        self.a.call("cbn", "associate_cen_bandwidth_package", CenId=self.cen, CenBandwidthPackageId=self.package)
        walk("the package on its way to the CEN", self.package_status, ["Idle", "InUse"])
        self.set_limit(15)
        walk("the limit", self.limit_status, ["Modifying", "Active"])

    def what_bandwidth_there_is(self):
        limit = self.limits()[0]
        shown = ({limit.local_region_id, limit.opposite_region_id}, limit.bandwidth_limit, limit.bandwidth_package_id)
        expect("the limit", shown, ({HUB_REGION, SHOP_REGION}, 15, self.package))
        package = self.packages()[0]
        shown = (package.bandwidth, package.geographic_region_aid, package.geographic_region_bid, package.cen_ids.cen_id)
        expect("the package", shown, (20, "china", "north-america", [self.cen]))
        expect_refusal("more than the package has", lambda: self.set_limit(21), 409, "InvalidOperation.BwpBandwidthExceeded")

    def set_limit(self, mbps):
        self.a.call(
            "cbn", "set_cen_inter_region_bandwidth_limit", CenId=self.cen, LocalRegionId=SHOP_REGION, OppositeRegionId=HUB_REGION,
            BandwidthLimit=mbps,
        )

    def take_everything_away(self):
        self.set_limit(0)
        walk("the limit", self.limit_status, ["Modifying", "gone"])
        self.a.call("cbn", "unassociate_cen_bandwidth_package", CenId=self.cen, CenBandwidthPackageId=self.package)
        walk("the package on its way from the CEN", self.package_status, ["InUse", "Idle"])
        self.a.call("cbn", "delete_cen_bandwidth_package", CenBandwidthPackageId=self.package)
        for network, region, owner in ((HUB, HUB_REGION, A), (SHOP, SHOP_REGION, B)):
            self.a.call("cbn", "detach_cen_child_instance", **self.child_of(network, region, ChildInstanceOwnerId=owner))
            walk(f"{network} on its way out", lambda: self.child_status(network, region), ["Detaching", "gone"])
        self.grant("revoke_instance_from_cen")
        expect("the grants that are left", self.grants(), [])
        self.a.call("cbn", "delete_cen", CenId=self.cen)
        walk("the CEN", self.cen_status, ["Deleting", "gone"])
        expect("the limits of a CEN that is gone", self.limits(), [])


def main():
    play = Play(sys.argv[1])
    is_whole = sys.argv[2:] != ["build"]
    if is_whole:
        play.who_may_enter()
    play.create_cen()
    if is_whole:
        play.find_it_again()
    play.attach_both()
    play.give_bandwidth()
    if is_whole:
        play.what_bandwidth_there_is()
        play.take_everything_away()
    print("played" if is_whole else "built")


if __name__ == "__main__":
    main()
