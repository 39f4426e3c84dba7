"""The fourth way on transit routers, and its removal, whatever the client: what is called in which order, and which states are seen.

Each generation of the SDK brings `call(account, product, action, region, **parameters)`, which returns the answer as a dictionary, and
`refused(call)`, which returns status and code of a call that must be refused. The server must be
`cen simulate --seed world-enterprise.yaml --pace reads:1`.
"""

from steps import A, B, HUB, HUB_REGION, SHOP, SHOP_REGION, expect, walk

VSWITCHES = {HUB_REGION: ["vsw-a1", "vsw-a2"], SHOP_REGION: ["vsw-b1", "vsw-b2"]}


class Routers:
    def __init__(self, call, refused):
        self.call = call
        self.refused = refused
        self.cen = None
        self.package = None
        self.routers = {}
        self.tables = {}
        self.attachments = {}
        self.link = None

    def cbn(self, action, region=HUB_REGION, account=A, **parameters):
        return self.call(account, "cbn", action, region, **parameters)

    # What is there, as short texts that can be compared.

    def status(self, action, rows, field="Status", region=HUB_REGION, **parameters):
        """The state of the one thing that a list shows."""
        def read():
            found = self.cbn(action, region, **parameters)[rows]
            return found[0][field] if found else "gone"
        return read

    def cen_status(self):
        cens = self.cbn("DescribeCens", Filter=[{"Key": "CenId", "Value": [self.cen]}])["Cens"]["Cen"]
        return cens[0]["Status"] if cens else "gone"

    def package_status(self):
        packages = self.cbn("DescribeCenBandwidthPackages")["CenBandwidthPackages"]["CenBandwidthPackage"]
        return packages[0]["Status"] if packages else "gone"

    def router_status(self, region):
        return self.status("ListTransitRouters", "TransitRouters", region=region, CenId=self.cen, TransitRouterId=self.routers[region])

    def attachment_status(self, kind, region, attachment):
        return self.status(
            f"ListTransitRouter{kind}Attachments", "TransitRouterAttachments", region=region, CenId=self.cen, TransitRouterAttachmentId=attachment,
        )

    def joined_status(self, what, region, attachment):
        return self.status(
            f"ListTransitRouterRouteTable{what}s", f"TransitRouter{what}s", region=region,
            TransitRouterRouteTableId=self.tables[region], TransitRouterAttachmentId=attachment,
        )

    # The acts.

    def open_the_service(self):
        expect("the closed service", self.refused(lambda: self.cbn("CheckTransitRouterService")), (400, "USER_NOT_OPEN_TR_SERVICE"))
        for account in (A, B):
            self.cbn("OpenTransitRouterService", account=account)
        expect("the open service", self.cbn("CheckTransitRouterService")["Enabled"], "true")
        zones = self.cbn("ListTransitRouterAvailableResource", HUB_REGION)["AvailableZones"]
        expect("zones of the hub", zones[:2], ["cn-beijing-a", "cn-beijing-b"])

    def create_routers(self):
        self.cen = self.cbn("CreateCen", Name="ocean", ClientToken="one-token")["CenId"]
        walk("the new CEN", self.cen_status, ["Creating", "Active"])
        for region in (HUB_REGION, SHOP_REGION):
            create = lambda: self.cbn("CreateTransitRouter", region, CenId=self.cen, TransitRouterName="r", ClientToken=f"router-{region}")
            self.routers[region] = create()["TransitRouterId"]
            expect("the router that the same ClientToken names", create()["TransitRouterId"], self.routers[region])
            walk(f"the router of {region}", self.router_status(region), ["Creating", "Active"])
            tables = self.cbn("ListTransitRouterRouteTables", region, TransitRouterId=self.routers[region], TransitRouterRouteTableType="System")
            self.tables[region] = tables["TransitRouterRouteTables"][0]["TransitRouterRouteTableId"]

    def grant(self, action):
        self.cbn(action, SHOP_REGION, account=B, CenId=self.cen, CenOwnerId=A, InstanceId=SHOP, InstanceType="VPC")

    def attach(self, region, vpc, owner):
        answer = self.call(owner, "vpc", "DescribeVSwitches", region, VpcId=vpc)
        vswitches = answer["VSwitches"]["VSwitch"]
        expect(f"the vSwitches of {vpc}", [vswitch["VSwitchId"] for vswitch in vswitches], VSWITCHES[region])
        zones = [{"ZoneId": vswitch["ZoneId"], "VSwitchId": vswitch["VSwitchId"]} for vswitch in vswitches]
        return self.cbn(
            "CreateTransitRouterVpcAttachment", region, CenId=self.cen, TransitRouterId=self.routers[region], VpcId=vpc, VpcOwnerId=owner,
            ZoneMappings=zones, AutoPublishRouteEnabled=True,
        )["TransitRouterAttachmentId"]

    def attach_both(self):
        without = lambda: self.attach(SHOP_REGION, SHOP, B)
        expect("an attachment without grant", self.refused(without), (409, "Forbbiden.AttachChildInstanceAcrossUid"))
        self.grant("GrantInstanceToTransitRouter")
        rules = self.cbn("DescribeGrantRulesToResource", SHOP_REGION, account=B, ResourceId=SHOP, ProductType="VPC")["GrantRules"]
        expect("the grant", [(rule["CenId"], rule["CenOwnerId"], rule["OrderType"]) for rule in rules], [(self.cen, A, "PayByCenOwner")])
        for region, vpc, owner in ((HUB_REGION, HUB, A), (SHOP_REGION, SHOP, B)):
            attachment = self.attach(region, vpc, owner)
            walk(vpc, self.attachment_status("Vpc", region, attachment), ["Attaching", "Attached"])
            self.attachments[region] = attachment
            self.use(region, attachment)

    def use(self, region, attachment):
        """Lets the system table of a region know an attachment."""
        joined = {"TransitRouterAttachmentId": attachment, "TransitRouterRouteTableId": self.tables[region]}
        self.cbn("AssociateTransitRouterAttachmentWithRouteTable", region, **joined)
        self.cbn("EnableTransitRouterRouteTablePropagation", region, **joined)
        walk("an association", self.joined_status("Association", region, attachment), ["Associating", "Active"])
        walk("a propagation", self.joined_status("Propagation", region, attachment), ["Enabling", "Active"])

    def unuse(self, region, attachment):
        joined = {"TransitRouterAttachmentId": attachment, "TransitRouterRouteTableId": self.tables[region]}
        self.cbn("DisableTransitRouterRouteTablePropagation", region, **joined)
        walk("a propagation", self.joined_status("Propagation", region, attachment), ["Disabling", "gone"])
        self.cbn("DissociateTransitRouterAttachmentFromRouteTable", region, **joined)
        walk("an association", self.joined_status("Association", region, attachment), ["Dissociating", "gone"])

    def link_both(self):
        self.package = self.cbn(
            "CreateCenBandwidthPackage", Bandwidth=20, BandwidthPackageChargeType="POSTPAY",
            GeographicRegionAId="China", GeographicRegionBId="North-America",
        )["CenBandwidthPackageId"]
        walk("the new package", self.package_status, ["gone", "Idle"])
        self.cbn("AssociateCenBandwidthPackage", CenId=self.cen, CenBandwidthPackageId=self.package)
        walk("the package on its way to the CEN", self.package_status, ["Idle", "InUse"])
        link = lambda mbps: self.cbn(
            "CreateTransitRouterPeerAttachment", HUB_REGION, CenId=self.cen, TransitRouterId=self.routers[HUB_REGION],
            PeerTransitRouterId=self.routers[SHOP_REGION], PeerTransitRouterRegionId=SHOP_REGION, AutoPublishRouteEnabled=True,
            BandwidthType="BandwidthPackage", CenBandwidthPackageId=self.package, Bandwidth=mbps,
        )["TransitRouterAttachmentId"]
        expect("more than the package has", self.refused(lambda: link(21)), (400, "InvalidOperation.BwpBandwidthExceeded"))
        self.link = link(15)
        walk("the link", self.attachment_status("Peer", HUB_REGION, self.link), ["Attaching", "Attached"])
        for region in (HUB_REGION, SHOP_REGION):
            self.use(region, self.link)

    def what_is_reached(self):
        for region, range_ in ((HUB_REGION, "10.2.0.0/16"), (SHOP_REGION, "10.1.0.0/16")):
            entries = self.cbn("ListTransitRouterRouteEntries", region, TransitRouterRouteTableId=self.tables[region])
            over = {entry["TransitRouterRouteEntryDestinationCidrBlock"]: entry["TransitRouterRouteEntryNextHopId"]
                    for entry in entries["TransitRouterRouteEntries"]}
            expect(f"what {region} reaches over the link", over.get(range_), self.link)

    def remove(self):
        for region in (HUB_REGION, SHOP_REGION):
            self.unuse(region, self.link)
            self.unuse(region, self.attachments[region])
        self.cbn("DeleteTransitRouterPeerAttachment", HUB_REGION, TransitRouterAttachmentId=self.link)
        walk("the link", self.attachment_status("Peer", HUB_REGION, self.link), ["Detaching", "gone"])
        early = lambda: self.grant("RevokeInstanceFromTransitRouter")
        expect("a revocation while attached", self.refused(early), (400, "IncorrectStatus.Cen"))
        for region, vpc in ((HUB_REGION, HUB), (SHOP_REGION, SHOP)):
            attachment = self.attachments[region]
            self.cbn("DeleteTransitRouterVpcAttachment", region, TransitRouterAttachmentId=attachment)
            walk(vpc, self.attachment_status("Vpc", region, attachment), ["Detaching", "gone"])
        self.grant("RevokeInstanceFromTransitRouter")
        for region in (HUB_REGION, SHOP_REGION):
            self.cbn("DeleteTransitRouter", region, TransitRouterId=self.routers[region])
            walk(f"the router of {region}", self.router_status(region), ["Deleting", "gone"])
        self.cbn("UnassociateCenBandwidthPackage", CenId=self.cen, CenBandwidthPackageId=self.package)
        walk("the package on its way from the CEN", self.package_status, ["InUse", "Idle"])
        self.cbn("DeleteCenBandwidthPackage", CenBandwidthPackageId=self.package)
        self.cbn("DeleteCen", CenId=self.cen)
        walk("the CEN", self.cen_status, ["Deleting", "gone"])

    def play(self, more):
        self.open_the_service()
        self.create_routers()
        self.attach_both()
        self.link_both()
        if more == ["build"]:
            print("built")
            return
        self.what_is_reached()
        self.remove()
        print("played")
