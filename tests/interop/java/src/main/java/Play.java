import com.aliyun.vpc20160428.models.DescribeVpcsRequest;
import java.net.URI;
import java.util.Map;

/**
 * Plays the fourth way, two regions and two accounts, and its removal with the vendor's Java clients: {@code Play basic|enterprise URL}.
 *
 * <p>What is built is built with the older client, which signs with V1; what is removed is removed with the current one, which signs with V3;
 * networks are granted and read with the VPC API's own package. The server must be {@code cen simulate --seed world.yaml --pace reads:1}, or
 * {@code world-enterprise.yaml}. A proxy is that of HTTP_PROXY.
 */
public final class Play {
    /** Every class of character that the signature's encoding knows. */
    private static final String DESCRIPTION = "a*b+c d/~é中 50% &=?!'()";

    private final Cloud cloud;

    private Play(Cloud cloud) {
        this.cloud = cloud;
    }

    public static void main(String[] arguments) throws Exception {
        Cloud cloud = new Cloud(URI.create(arguments[1]));
        Play play = new Play(cloud);
        if (arguments[0].equals("enterprise")) {
            new Routers(cloud, play).play();
        } else {
            play.whoMayEnter();
            new Basic(cloud, play).play();
        }
        System.out.println("played");
        // The clients keep threads that would keep the process.
        System.exit(0);
    }

    private void whoMayEnter() throws Exception {
        String[] wrong = {"LTAIfakeA0000001", "wrong"};
        Cloud.refused("a wrong secret under V1", () -> cloud.v1(wrong, "DescribeCens", Map.of()), 400, "SignatureDoesNotMatch");
        Cloud.refused("a wrong secret under V3", () -> cloud.v3(wrong, "DescribeCens", Map.of()), 400, "SignatureDoesNotMatch");
        String[] nobody = {"LTAInobody", "s"};
        Cloud.refused("an unknown key", () -> cloud.v3(nobody, "DescribeCens", Map.of()), 404, "InvalidAccessKeyId.NotFound");
        String[] temporary = {"STS.fakeB0000001", "secretOfTheHour"};
        var client = new com.aliyun.vpc20160428.Client(
                cloud.config(temporary).setType("sts").setSecurityToken("CAIS+token/of=the hour"));
        var vpcs = client.describeVpcs(new DescribeVpcsRequest().setRegionId("us-east-1")).getBody().getVpcs().getVpc();
        Cloud.equal("the VPC of B", vpcs.get(0).getVpcId(), "vpc-b1");
    }

    private String cenState() throws Exception {
        return Cloud.state(Cloud.rows(cloud.v3(Cloud.A, "DescribeCens", Map.of()), "Cens", "Cen"));
    }

    private String packageState() throws Exception {
        var answer = cloud.v3(Cloud.A, "DescribeCenBandwidthPackages", Map.of());
        return Cloud.state(Cloud.rows(answer, "CenBandwidthPackages", "CenBandwidthPackage"));
    }

    String createCen() throws Exception {
        var made = cloud.v1(Cloud.A, "CreateCen", Map.of(
                "Name", "ocean", "Description", DESCRIPTION, "Tag.1.Key", "team", "Tag.1.Value", "net work"));
        Cloud.walk("the new CEN", this::cenState, "Creating", "Active");
        var cen = Cloud.rows(cloud.v3(Cloud.A, "DescribeCens", Map.of()), "Cens", "Cen").get(0);
        Cloud.equal("the description", cen.get("Description"), DESCRIPTION);
        Cloud.equal("the tag", Cloud.rows(cen, "Tags", "Tag").get(0).get("Value"), "net work");
        return (String) made.get("CenId");
    }

    void deleteCen(String cen) throws Exception {
        cloud.v3(Cloud.A, "DeleteCen", Map.of("CenId", cen));
        Cloud.walk("the CEN", this::cenState, "Deleting", "gone");
    }

    String buyPackage(String cen) throws Exception {
        var made = (String) cloud.v1(Cloud.A, "CreateCenBandwidthPackage", Map.of(
                "GeographicRegionAId", "China", "GeographicRegionBId", "North-America", "Bandwidth", "20",
                "BandwidthPackageChargeType", "POSTPAY")).get("CenBandwidthPackageId");
        Cloud.walk("the new package", this::packageState, "gone", "Idle");
        cloud.v1(Cloud.A, "AssociateCenBandwidthPackage", Map.of("CenId", cen, "CenBandwidthPackageId", made));
        Cloud.walk("the package on its way to the CEN", this::packageState, "Idle", "InUse");
        return made;
    }

    void dropPackage(String cen, String id) throws Exception {
        cloud.v3(Cloud.A, "UnassociateCenBandwidthPackage", Map.of("CenId", cen, "CenBandwidthPackageId", id));
        Cloud.walk("the package on its way from the CEN", this::packageState, "InUse", "Idle");
        cloud.v3(Cloud.A, "DeleteCenBandwidthPackage", Map.of("CenBandwidthPackageId", id));
    }
}
