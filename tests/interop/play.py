"""Plays the fourth way, two regions and two accounts, and its removal with the vendor's own, unmodified SDK.

    python play.py 127.0.0.1:8787

The server at that address must be `cen simulate --seed world.yaml --pace reads:1`: each change shows once as under way, and is done at
the read after. tests/interop.rs runs this and then reads the server's log for what was refused.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree

from aliyunsdkcbn.request.v20170912.AssociateCenBandwidthPackageRequest import AssociateCenBandwidthPackageRequest
from aliyunsdkcbn.request.v20170912.AttachCenChildInstanceRequest import AttachCenChildInstanceRequest
from aliyunsdkcbn.request.v20170912.CreateCenBandwidthPackageRequest import CreateCenBandwidthPackageRequest
from aliyunsdkcbn.request.v20170912.CreateCenRequest import CreateCenRequest
from aliyunsdkcbn.request.v20170912.DeleteCenBandwidthPackageRequest import DeleteCenBandwidthPackageRequest
from aliyunsdkcbn.request.v20170912.DeleteCenRequest import DeleteCenRequest
from aliyunsdkcbn.request.v20170912.DescribeCenAttachedChildInstanceAttributeRequest import (
    DescribeCenAttachedChildInstanceAttributeRequest,
)
from aliyunsdkcbn.request.v20170912.DescribeCenAttachedChildInstancesRequest import DescribeCenAttachedChildInstancesRequest
from aliyunsdkcbn.request.v20170912.DescribeCenBandwidthPackagesRequest import DescribeCenBandwidthPackagesRequest
from aliyunsdkcbn.request.v20170912.DescribeCenGeographicSpanRemainingBandwidthRequest import (
    DescribeCenGeographicSpanRemainingBandwidthRequest,
)
from aliyunsdkcbn.request.v20170912.DescribeCenGeographicSpansRequest import DescribeCenGeographicSpansRequest
from aliyunsdkcbn.request.v20170912.DescribeCenInterRegionBandwidthLimitsRequest import DescribeCenInterRegionBandwidthLimitsRequest
from aliyunsdkcbn.request.v20170912.DescribeCensRequest import DescribeCensRequest
from aliyunsdkcbn.request.v20170912.DescribeGeographicRegionMembershipRequest import DescribeGeographicRegionMembershipRequest
from aliyunsdkcbn.request.v20170912.DescribeGrantRulesToCenRequest import DescribeGrantRulesToCenRequest as CenGrantsRequest
from aliyunsdkcbn.request.v20170912.DescribeGrantRulesToResourceRequest import DescribeGrantRulesToResourceRequest
from aliyunsdkcbn.request.v20170912.DetachCenChildInstanceRequest import DetachCenChildInstanceRequest
from aliyunsdkcbn.request.v20170912.ListTransitRoutersRequest import ListTransitRoutersRequest
from aliyunsdkcbn.request.v20170912.SetCenInterRegionBandwidthLimitRequest import SetCenInterRegionBandwidthLimitRequest
from aliyunsdkcbn.request.v20170912.UnassociateCenBandwidthPackageRequest import UnassociateCenBandwidthPackageRequest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkvpc.request.v20160428.DescribeGrantRulesToCenRequest import DescribeGrantRulesToCenRequest as VpcGrantsRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTableListRequest import DescribeRouteTableListRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.GrantInstanceToCenRequest import GrantInstanceToCenRequest
from aliyunsdkvpc.request.v20160428.RevokeInstanceFromCenRequest import RevokeInstanceFromCenRequest
from steps import A, B, DESCRIPTION, HUB, HUB_REGION, SHOP, SHOP_REGION, expect, walk


def expect_refusal(what, call, status, code):
    """The call must be refused with this HTTP status and code, as the SDK's exception tells them."""
    try:
        answer = call()
    except ServerException as refused:
        expect(f"{what}: the refusal", (refused.get_http_status(), refused.get_error_code()), (status, code))
        expect(f"{what}: it has a request id", len(refused.get_request_id()), 36)
        return
    raise SystemExit(f"{what}: not refused but answered: {answer}")


class Account:
    """One account's SDK client; `add_endpoint` is all that points it away from the real cloud."""

    def __init__(self, address, region, key=None, secret=None, credential=None):
        self.client = AcsClient(ak=key, secret=secret, region_id=region, credential=credential, timeout=10)
        for product in ("Cbn", "Vpc"):
            self.client.add_endpoint(region, product, address)

    def call(self, request, **parameters):
        """What a call answers; the SDK asks for JSON, and raises what is refused."""
        answer = json.loads(self.client.do_action_with_exception(fill(request, **parameters)))
        expect(f"{request.get_action_name()}: it has a request id", len(answer["RequestId"]), 36)
        return answer

    def xml(self, request, **parameters):
        """The HTTP status and the XML of an answer. Only this older way of the SDK leaves the format to its caller."""
        fill(request, **parameters).set_accept_format("XML")
        status, headers, body = self.client.get_response(request)
        expect("the type of the XML", headers["Content-Type"].split(";")[0], "text/xml")
        return status, ElementTree.fromstring(body)


def fill(request, method=None, region=None, in_body=False, **parameters):
    """Hands parameters to a request, through its own setters or as a form in its body."""
    for name, value in parameters.items():
        if in_body:
            request.add_body_params(name, value)
        else:
            getattr(request, f"set_{name}")(value)
    if region is not None:
        # No setter: the SDK fills RegionId with the client's region unless it is there already.
        request.add_query_param("RegionId", region)
    if method is not None:
        request.set_method(method)
    request.set_protocol_type("http")
    return request


def cen_filter(cen):
    return [{"Key": "CenId", "Value": [cen]}]


class Play:
    def __init__(self, address):
        self.address = address
        self.a = Account(address, HUB_REGION, "LTAIfakeA0000001", "secretA")
        self.b = Account(address, SHOP_REGION, "LTAIfakeB0000001", "secretB")
        self.cen = None
        self.package = None

    # What is there, as short texts that can be compared.

    def cen_status(self):
        cens = self.a.call(DescribeCensRequest(), Filters=cen_filter(self.cen))["Cens"]["Cen"]
        return cens[0]["Status"] if cens else "gone"

    def child(self, network, region):
        return self.a.call(
            DescribeCenAttachedChildInstanceAttributeRequest(),
            CenId=self.cen, ChildInstanceId=network, ChildInstanceRegionId=region, ChildInstanceType="VPC",
        )

    def child_status(self, network, region):
        try:
            return self.child(network, region)["Status"]
        except ServerException as refused:
            expect(f"{network} is not attached", refused.get_error_code(), "ParameterInstanceId")
            return "gone"

    def packages(self):
        return self.a.call(DescribeCenBandwidthPackagesRequest())["CenBandwidthPackages"]["CenBandwidthPackage"]

    def package_status(self):
        packages = self.packages()
        return packages[0]["Status"] if packages else "gone"

    def limits(self):
        answer = self.a.call(DescribeCenInterRegionBandwidthLimitsRequest(), CenId=self.cen, PageNumber=1, PageSize=50)
        expect("the limits' page", (answer["PageNumber"], answer["PageSize"]), (1, 50))
        rows = answer["CenInterRegionBandwidthLimits"]["CenInterRegionBandwidthLimit"]
        expect("the number of limits", answer["TotalCount"], len(rows))
        return rows

    def limit_status(self):
        limits = self.limits()
        return limits[0]["Status"] if limits else "gone"

    def grants_to_cen(self):
        # RegionId is the granted network's region here, so the client's own must not be left to stand for it.
        answer = self.a.call(
            CenGrantsRequest(), region=SHOP_REGION, CenId=self.cen, ProductType="VPC", ChildInstanceOwnerId=B,
        )
        expect("the number of grants to the CEN", answer["TotalCount"], len(answer["GrantRules"]["GrantRule"]))
        return answer["GrantRules"]["GrantRule"]

    def grants_of_network(self):
        answer = self.b.call(VpcGrantsRequest(), InstanceId=SHOP, InstanceType="VPC")
        return [(rule["CenInstanceId"], rule["CenOwnerId"]) for rule in answer["CenGrantRules"]["CbnGrantRule"]]

    def grants_of_resource(self):
        answer = self.b.call(DescribeGrantRulesToResourceRequest(), ResourceId=SHOP, ProductType="VPC")
        return [(rule["CenId"], rule["CenOwnerId"]) for rule in answer["GrantRules"]]

    def associated_cens(self):
        answer = self.b.call(DescribeVpcAttributeRequest(), VpcId=SHOP)
        cens = answer.get("AssociatedCens", {}).get("AssociatedCen", [])
        return [(cen["CenId"], cen["CenOwnerId"], cen["CenStatus"]) for cen in cens]

    # The acts.

    def who_may_enter(self):
        wrong = Account(self.address, HUB_REGION, "LTAIfakeA0000001", "not the secret")
        # The server says SignatureDoesNotMatch with its string to sign. The SDK compares that with its own and, as they are equal,
        # concludes that only the secret can be wrong.
        expect_refusal("a wrong secret", lambda: wrong.call(DescribeCensRequest()), 400, "InvalidAccessKeySecret")
        unknown = Account(self.address, HUB_REGION, "LTAInobody", "secretA")
        expect_refusal("an unknown key", lambda: unknown.call(DescribeCensRequest()), 404, "InvalidAccessKeyId.NotFound")

        def temporary(token):
            credential = StsTokenCredential("STS.fakeB0000001", "secretOfTheHour", token)
            return Account(self.address, SHOP_REGION, credential=credential)

        vpcs = temporary("CAIS+token/of=the hour").call(DescribeVpcsRequest())
        expect("the VPCs of a temporary key's account", [vpc["VpcId"] for vpc in vpcs["Vpcs"]["Vpc"]], [SHOP])
        expect_refusal(
            "another token", lambda: temporary("other").call(DescribeVpcsRequest()), 400, "InvalidSecurityToken.MismatchWithAccessKey",
        )

    def what_is_there_at_first(self):
        vpc = self.a.call(DescribeVpcsRequest())["Vpcs"]["Vpc"]
        expect("A's VPCs", [(vpc[0]["VpcId"], vpc[0]["CidrBlock"], vpc[0]["OwnerId"])], [(HUB, "10.1.0.0/16", A)])
        expect("A's CENs", self.a.call(DescribeCensRequest())["TotalCount"], 0)
        spans = self.a.call(DescribeCenGeographicSpansRequest(), GeographicSpanId="china_north-america")
        span = spans["GeographicSpanModels"]["GeographicSpanModel"][0]
        expect("the span", {span["LocalGeoRegionId"], span["OppositeGeoRegionId"]}, {"china", "north-america"})
        regions = self.a.call(DescribeGeographicRegionMembershipRequest(), GeographicRegionId="north-america", PageSize=50)
        expect("us-east-1 is in North America", {"RegionId": SHOP_REGION} in regions["RegionIds"]["RegionId"], True)
        tables = self.b.call(DescribeRouteTableListRequest(), VpcId=SHOP)["RouterTableList"]["RouterTableListType"]
        expect("the route tables of B's VPC", [table["RouteTableType"] for table in tables], ["System"])

    def create_cen(self):
        def create(name):
            tags = [{"Key": "team", "Value": "net work"}]
            return self.a.call(
                CreateCenRequest(), Name=name, Description=DESCRIPTION, ClientToken="one-token", Tags=tags,
            )["CenId"]

        self.cen = create("ocean")
        expect("the CEN that the same ClientToken names", create("ocean"), self.cen)
        expect_refusal("the same ClientToken for another CEN", lambda: create("lake"), 400, "IdempotenceParam.NotMatch")
        walk("the new CEN", self.cen_status, ["Creating", "Active"])
        answer = self.a.call(DescribeCensRequest())
        expect("A's CENs", answer["TotalCount"], 1)
        cen = answer["Cens"]["Cen"][0]
        shown = (cen["CenId"], cen["Name"], cen["Description"], cen["Tags"]["Tag"])
        expect("the CEN", shown, (self.cen, "ocean", DESCRIPTION, [{"Key": "team", "Value": "net work"}]))
        expect("B sees nothing of it", self.b.call(DescribeCensRequest())["TotalCount"], 0)

    def every_form_of_a_request(self):
        for method in ("GET", "POST"):
            answer = self.a.call(DescribeCensRequest(), method=method, Filters=cen_filter(self.cen))
            expect(f"a {method} finds the CEN", [cen["CenId"] for cen in answer["Cens"]["Cen"]], [self.cen])
        form = {"Filter.1.Key": "CenId", "Filter.1.Value.1": self.cen, "PageSize": "7"}
        answer = self.a.call(DescribeCensRequest(), in_body=True, **form)
        expect("parameters in the body", (answer["PageSize"], answer["Cens"]["Cen"][0]["CenId"]), (7, self.cen))
        for method in ("GET", "POST"):
            status, tree = self.a.xml(DescribeCensRequest(), method=method)
            expect("the root of the XML", (status, tree.tag), (200, "DescribeCensResponse"))
            shown = [tree.findtext(path) for path in ("Cens/Cen/CenId", "Cens/Cen/Description", "TotalCount")]
            expect("the CEN in XML", shown, [self.cen, DESCRIPTION, "1"])
        status, tree = self.a.xml(DeleteCenRequest(), CenId="cen-none")
        expect("a refusal in XML", (status, tree.tag, tree.findtext("Code")), (404, "Error", "ParameterCenInstanceId"))

    def attach(self, network, region, **owner):
        self.a.call(
            AttachCenChildInstanceRequest(),
            CenId=self.cen, ChildInstanceId=network, ChildInstanceRegionId=region, ChildInstanceType="VPC", **owner,
        )

    def attach_both(self):
        self.attach(HUB, HUB_REGION)
        walk("A's VPC", lambda: self.child_status(HUB, HUB_REGION), ["Attaching", "Attached"])
        expect_refusal(
            "an attachment without grant", lambda: self.attach(SHOP, SHOP_REGION, ChildInstanceOwnerId=B),
            409, "Forbbiden.AttachChildInstanceAcrossUid",
        )
        self.b.call(GrantInstanceToCenRequest(), CenId=self.cen, CenOwnerId=A, InstanceId=SHOP, InstanceType="VPC")
        expect("the grant as B sees it", self.grants_of_network(), [(self.cen, A)])
        expect("the grant as B sees it through CBN", self.grants_of_resource(), [(self.cen, A)])
        rule = self.grants_to_cen()[0]
        expect(
            "the grant as A sees it",
            [rule[name] for name in ("CenId", "ChildInstanceId", "ChildInstanceOwnerId", "ChildInstanceRegionId", "ChildInstanceType")],
            [self.cen, SHOP, B, SHOP_REGION, "VPC"],
        )
        self.attach(SHOP, SHOP_REGION, ChildInstanceOwnerId=B)
        walk("B's VPC", lambda: self.child_status(SHOP, SHOP_REGION), ["Attaching", "Attached"])

    def what_is_attached(self):
        rows = self.a.call(DescribeCenAttachedChildInstancesRequest(), CenId=self.cen)["ChildInstances"]["ChildInstance"]
        shown = [(row["ChildInstanceId"], row["ChildInstanceRegionId"], row["ChildInstanceOwnerId"], row["Status"]) for row in rows]
        expect("what is attached", shown, [(HUB, HUB_REGION, A, "Attached"), (SHOP, SHOP_REGION, B, "Attached")])
        child = self.child(SHOP, SHOP_REGION)
        shown = (child["ChildInstanceOwnerId"], child["ChildInstanceName"], child["ChildInstanceAttributes"]["CidrBlock"])
        expect("B's VPC on the CEN", shown, (B, "shop", "10.2.0.0/16"))
        expect("B's VPC knows its CEN", self.associated_cens(), [(self.cen, A, "Attached")])
        for region in (HUB_REGION, SHOP_REGION):
            routers = self.a.call(ListTransitRoutersRequest(), region=region, CenId=self.cen)["TransitRouters"]
            expect(f"the router in {region}", [(router["RegionId"], router["Type"]) for router in routers], [(region, "Basic")])
        expect_refusal("a revocation of what is attached", self.revoke, 400, "IncorrectStatus")

    def give_bandwidth(self):
        self.package = self.a.call(
            CreateCenBandwidthPackageRequest(),
            GeographicRegionAId="China", GeographicRegionBId="North-America", Bandwidth=20, BandwidthPackageChargeType="POSTPAY",
            Name="ocean",
        )["CenBandwidthPackageId"]
        walk("the new package", self.package_status, ["gone", "Idle"])
        self.a.call(AssociateCenBandwidthPackageRequest(), CenId=self.cen, CenBandwidthPackageId=self.package)
        walk("the package on its way to the CEN", self.package_status, ["Idle", "InUse"])
        self.set_limit(15)
        walk("the limit", self.limit_status, ["Modifying", "Active"])

    def what_bandwidth_there_is(self):
        limit = self.limits()[0]
        regions = {limit["LocalRegionId"], limit["OppositeRegionId"]}
        shown = (regions, limit["BandwidthLimit"], limit["BandwidthPackageId"], limit["CenId"])
        expect("the limit", shown, ({HUB_REGION, SHOP_REGION}, 15, self.package, self.cen))
        left = self.a.call(
            DescribeCenGeographicSpanRemainingBandwidthRequest(),
            CenId=self.cen, GeographicRegionAId="China", GeographicRegionBId="North-America",
        )
        expect("what is left of the package", left["RemainingBandwidth"], 5)
        package = self.packages()[0]
        names = ("CenBandwidthPackageId", "Bandwidth", "BandwidthPackageChargeType", "GeographicRegionAId", "GeographicRegionBId")
        expect("the package", [package[name] for name in names], [self.package, 20, "POSTPAY", "china", "north-america"])
        expect("the package's CENs", package["CenIds"]["CenId"], [self.cen])
        cen = self.a.call(DescribeCensRequest(), Filters=cen_filter(self.cen))["Cens"]["Cen"][0]
        expect("the CEN's packages", cen["CenBandwidthPackageIds"]["CenBandwidthPackageId"], [self.package])

    def take_bandwidth_away(self):
        self.set_limit(0)
        walk("the limit", self.limit_status, ["Modifying", "gone"])
        self.a.call(UnassociateCenBandwidthPackageRequest(), CenId=self.cen, CenBandwidthPackageId=self.package)
        walk("the package on its way from the CEN", self.package_status, ["InUse", "Idle"])
        expect("the package's CENs", self.packages()[0]["CenIds"]["CenId"], [])

    def set_limit(self, mbps):
        self.a.call(
            SetCenInterRegionBandwidthLimitRequest(),
            CenId=self.cen, LocalRegionId=HUB_REGION, OppositeRegionId=SHOP_REGION, BandwidthLimit=mbps,
        )

    def revoke(self):
        return self.b.call(RevokeInstanceFromCenRequest(), CenId=self.cen, CenOwnerId=A, InstanceId=SHOP, InstanceType="VPC")

    def remove(self):
        for network, region, owner in ((HUB, HUB_REGION, A), (SHOP, SHOP_REGION, B)):
            self.a.call(
                DetachCenChildInstanceRequest(),
                CenId=self.cen, ChildInstanceId=network, ChildInstanceRegionId=region, ChildInstanceType="VPC", ChildInstanceOwnerId=owner,
            )
            walk(f"{network} on its way out", lambda: self.child_status(network, region), ["Detaching", "gone"])
        self.revoke()
        expect("the grants that A sees", self.grants_to_cen(), [])
        self.a.call(DeleteCenBandwidthPackageRequest(), CenBandwidthPackageId=self.package)
        self.a.call(DeleteCenRequest(), CenId=self.cen)
        walk("the CEN", self.cen_status, ["Deleting", "gone"])

    def nothing_is_left(self):
        expect("A's CENs", self.a.call(DescribeCensRequest())["TotalCount"], 0)
        expect("A's packages", self.packages(), [])
        expect("the limits of a CEN that is gone", self.limits(), [])
        gone = self.a.call(DescribeCenAttachedChildInstancesRequest(), CenId=self.cen)
        expect("the networks of a CEN that is gone", gone["TotalCount"], 0)
        expect("B's grants", (self.grants_of_network(), self.grants_of_resource()), ([], []))
        expect("B's VPC knows no CEN", self.associated_cens(), [])
        expect_refusal(
            "the networks of a CEN that never was",
            lambda: self.a.call(DescribeCenAttachedChildInstancesRequest(), CenId="cen-none"), 404, "ParameterCenInstanceId",
        )


def main():
    play = Play(sys.argv[1])
    if sys.argv[2:] == ["build"]:
        # The fourth way and nothing else; what is built is left standing.
        play.create_cen()
        play.attach_both()
        play.give_bandwidth()
        print("built")
        return
    play.who_may_enter()
    play.what_is_there_at_first()
    play.create_cen()
    play.every_form_of_a_request()
    play.attach_both()
    play.what_is_attached()
    play.give_bandwidth()
    play.what_bandwidth_there_is()
    play.take_bandwidth_away()
    play.remove()
    play.nothing_is_left()
    print("played")


if __name__ == "__main__":
    main()
