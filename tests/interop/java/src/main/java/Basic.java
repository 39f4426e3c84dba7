import com.aliyun.tea.TeaException;
import com.aliyun.vpc20160428.models.DescribeGrantRulesToCenRequest;
import com.aliyun.vpc20160428.models.GrantInstanceToCenRequest;
import com.aliyun.vpc20160428.models.RevokeInstanceFromCenRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fourth way on the Basic Edition. */
final class Basic {
    private static final List<Map<String, String>> CHILDREN = List.of(
            Map.of("ChildInstanceId", "vpc-a1", "ChildInstanceType", "VPC", "ChildInstanceRegionId", "cn-beijing",
                    "ChildInstanceOwnerId", Cloud.A),
            Map.of("ChildInstanceId", "vpc-b1", "ChildInstanceType", "VPC", "ChildInstanceRegionId", "us-east-1",
                    "ChildInstanceOwnerId", Cloud.B));

    private final Cloud cloud;
    private final Play play;

    Basic(Cloud cloud, Play play) {
        this.cloud = cloud;
        this.play = play;
    }

    void play() throws Exception {
        String cen = play.createCen();
        Cloud.refused("an attachment without grant", () -> cloud.v3(Cloud.A, "AttachCenChildInstance", of(cen, CHILDREN.get(1))),
                409, "Forbbiden.AttachChildInstanceAcrossUid");
        var lender = new com.aliyun.vpc20160428.Client(cloud.config(Cloud.B));
        lender.grantInstanceToCen(new GrantInstanceToCenRequest().setRegionId("us-east-1").setCenId(cen)
                .setCenOwnerId(Long.valueOf(Cloud.A)).setInstanceId("vpc-b1").setInstanceType("VPC"));
        for (var child : CHILDREN) {
            cloud.v1(Cloud.A, "AttachCenChildInstance", of(cen, child));
            Cloud.walk("a child", () -> childState(cen, child), "Attaching", "Attached");
        }
        String bought = play.buyPackage(cen);
        cloud.v1(Cloud.A, "SetCenInterRegionBandwidthLimit", Map.of(
                "CenId", cen, "LocalRegionId", "us-east-1", "OppositeRegionId", "cn-beijing", "BandwidthLimit", "15"));
        Cloud.walk("the limit", () -> limitState(cen), "Modifying", "Active");
        remove(cen, bought, lender);
    }

    private void remove(String cen, String bought, com.aliyun.vpc20160428.Client lender) throws Exception {
        cloud.v3(Cloud.A, "SetCenInterRegionBandwidthLimit", Map.of(
                "CenId", cen, "LocalRegionId", "cn-beijing", "OppositeRegionId", "us-east-1", "BandwidthLimit", 0));
        Cloud.walk("the limit", () -> limitState(cen), "Modifying", "gone");
        play.dropPackage(cen, bought);
        for (var child : CHILDREN) {
            cloud.v3(Cloud.A, "DetachCenChildInstance", of(cen, child));
            Cloud.walk("a child", () -> childState(cen, child), "Detaching", "gone");
        }
        lender.revokeInstanceFromCen(new RevokeInstanceFromCenRequest().setRegionId("us-east-1").setCenId(cen)
                .setCenOwnerId(Long.valueOf(Cloud.A)).setInstanceId("vpc-b1").setInstanceType("VPC"));
        var rules = lender.describeGrantRulesToCen(
                new DescribeGrantRulesToCenRequest().setRegionId("us-east-1").setInstanceId("vpc-b1").setInstanceType("VPC"));
        Cloud.equal("the grants", rules.getBody().getCenGrantRules().getCbnGrantRule().size(), 0);
        play.deleteCen(cen);
    }

    private static Map<String, String> of(String cen, Map<String, String> child) {
        Map<String, String> all = new HashMap<>(child);
        all.put("CenId", cen);
        return all;
    }

    private String childState(String cen, Map<String, String> child) throws Exception {
        Map<String, String> asked = of(cen, child);
        asked.remove("ChildInstanceOwnerId");
        try {
            return (String) cloud.v3(Cloud.A, "DescribeCenAttachedChildInstanceAttribute", asked).get("Status");
        } catch (TeaException error) {
            Cloud.equal("a child that is gone", error.getCode(), "ParameterInstanceId");
            return "gone";
        }
    }

    private String limitState(String cen) throws Exception {
        var answer = cloud.v3(Cloud.A, "DescribeCenInterRegionBandwidthLimits", Map.of("CenId", cen, "PageSize", 50));
        return Cloud.state(Cloud.rows(answer, "CenInterRegionBandwidthLimits", "CenInterRegionBandwidthLimit"));
    }
}
