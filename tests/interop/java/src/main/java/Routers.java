import com.aliyun.vpc20160428.models.DescribeVSwitchesRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fourth way on transit routers of the Enterprise Edition. */
final class Routers {
    private final Cloud cloud;
    private final Play play;
    private String cen;

    Routers(Cloud cloud, Play play) {
        this.cloud = cloud;
        this.play = play;
    }

    /** A region with its VPC, and what is made there. */
    private final class Place {
        private final String region;
        private final String vpc;
        private final String owner;
        private String router;
        private String table;
        private String attachment;

        Place(String region, String vpc, String owner) {
            this.region = region;
            this.vpc = vpc;
            this.owner = owner;
        }

        void createRouter() throws Exception {
            router = (String) cloud.v1(Cloud.A, "CreateTransitRouter", Map.of("CenId", cen, "RegionId", region)).get("TransitRouterId");
            Cloud.walk("a router", this::routerState, "Creating", "Active");
            var tables = cloud.v1(Cloud.A, "ListTransitRouterRouteTables", Map.of(
                    "TransitRouterId", router, "TransitRouterRouteTableType", "System"));
            table = (String) Cloud.rows(tables, "TransitRouterRouteTables").get(0).get("TransitRouterRouteTableId");
        }

        String routerState() throws Exception {
            return state("ListTransitRouters", "TransitRouters", Map.of("CenId", cen, "RegionId", region, "TransitRouterId", router));
        }

        /** Attaches the VPC through all its vSwitches. */
        Object attach() throws Exception {
            var client = new com.aliyun.vpc20160428.Client(cloud.config(owner));
            var request = new DescribeVSwitchesRequest().setRegionId(region).setVpcId(vpc);
            Map<String, String> parameters = new HashMap<>(Map.of("CenId", cen, "RegionId", region, "TransitRouterId", router,
                    "VpcId", vpc, "VpcOwnerId", owner, "AutoPublishRouteEnabled", "true"));
            int at = 0;
            for (var vswitch : client.describeVSwitches(request).getBody().getVSwitches().getVSwitch()) {
                at++;
                parameters.put("ZoneMappings." + at + ".ZoneId", vswitch.getZoneId());
                parameters.put("ZoneMappings." + at + ".VSwitchId", vswitch.getVSwitchId());
            }
            attachment = (String) cloud.v1(Cloud.A, "CreateTransitRouterVpcAttachment", parameters).get("TransitRouterAttachmentId");
            return attachment;
        }

        String attached(String kind, String id) throws Exception {
            return state("ListTransitRouter" + kind + "Attachments", "TransitRouterAttachments",
                    Map.of("CenId", cen, "RegionId", region, "TransitRouterAttachmentId", id));
        }

        void use(String id) throws Exception {
            var pair = Map.of("TransitRouterAttachmentId", id, "TransitRouterRouteTableId", table);
            cloud.v1(Cloud.A, "AssociateTransitRouterAttachmentWithRouteTable", pair);
            cloud.v1(Cloud.A, "EnableTransitRouterRouteTablePropagation", pair);
            Cloud.walk("an association", () -> joined("Association", pair), "Associating", "Active");
            Cloud.walk("a propagation", () -> joined("Propagation", pair), "Enabling", "Active");
        }

        void unuse(String id) throws Exception {
            var pair = Map.of("TransitRouterAttachmentId", id, "TransitRouterRouteTableId", table);
            cloud.v3(Cloud.A, "DisableTransitRouterRouteTablePropagation", pair);
            Cloud.walk("a propagation", () -> joined("Propagation", pair), "Disabling", "gone");
            cloud.v3(Cloud.A, "DissociateTransitRouterAttachmentFromRouteTable", pair);
            Cloud.walk("an association", () -> joined("Association", pair), "Dissociating", "gone");
        }
    }

    private String joined(String what, Map<String, String> pair) throws Exception {
        return state("ListTransitRouterRouteTable" + what + "s", "TransitRouter" + what + "s", pair);
    }

    private String state(String action, String list, Map<String, String> query) throws Exception {
        return Cloud.state(Cloud.rows(cloud.v3(Cloud.A, action, query), list));
    }

    void play() throws Exception {
        for (String account : List.of(Cloud.A, Cloud.B)) {
            cloud.v1(account, "OpenTransitRouterService", Map.of());
        }
        cen = play.createCen();
        Place hub = new Place("cn-beijing", "vpc-a1", Cloud.A);
        Place shop = new Place("us-east-1", "vpc-b1", Cloud.B);
        var places = List.of(hub, shop);
        for (Place place : places) {
            place.createRouter();
        }
        Cloud.refused("an attachment without grant", shop::attach, 409, "Forbbiden.AttachChildInstanceAcrossUid");
        var grant = Map.of("CenId", cen, "CenOwnerId", Cloud.A, "InstanceId", "vpc-b1", "InstanceType", "VPC", "RegionId", shop.region);
        cloud.v1(Cloud.B, "GrantInstanceToTransitRouter", grant);
        for (Place place : places) {
            place.attach();
            Cloud.walk("an attachment", () -> place.attached("Vpc", place.attachment), "Attaching", "Attached");
            place.use(place.attachment);
        }
        String bought = play.buyPackage(cen);
        String link = (String) cloud.v1(Cloud.A, "CreateTransitRouterPeerAttachment", Map.of(
                "CenId", cen, "RegionId", hub.region, "TransitRouterId", hub.router, "PeerTransitRouterId", shop.router,
                "PeerTransitRouterRegionId", shop.region, "BandwidthType", "BandwidthPackage", "CenBandwidthPackageId", bought,
                "Bandwidth", "15", "AutoPublishRouteEnabled", "true")).get("TransitRouterAttachmentId");
        Cloud.walk("the link", () -> hub.attached("Peer", link), "Attaching", "Attached");
        for (Place place : places) {
            place.use(link);
        }
        remove(bought, link, places, grant);
    }

    private void remove(String bought, String link, List<Place> places, Map<String, String> grant) throws Exception {
        for (Place place : places) {
            place.unuse(link);
            place.unuse(place.attachment);
        }
        cloud.v3(Cloud.A, "DeleteTransitRouterPeerAttachment", Map.of("TransitRouterAttachmentId", link));
        Cloud.walk("the link", () -> places.get(0).attached("Peer", link), "Detaching", "gone");
        for (Place place : places) {
            cloud.v3(Cloud.A, "DeleteTransitRouterVpcAttachment", Map.of("TransitRouterAttachmentId", place.attachment));
            Cloud.walk("an attachment", () -> place.attached("Vpc", place.attachment), "Detaching", "gone");
        }
        cloud.v3(Cloud.B, "RevokeInstanceFromTransitRouter", grant);
        for (Place place : places) {
            cloud.v3(Cloud.A, "DeleteTransitRouter", Map.of("TransitRouterId", place.router));
            Cloud.walk("a router", place::routerState, "Deleting", "gone");
        }
        play.dropPackage(cen, bought);
        play.deleteCen(cen);
    }
}
