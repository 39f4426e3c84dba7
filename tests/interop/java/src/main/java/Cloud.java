import com.aliyun.openapiutil.Client;
import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;
import com.google.gson.Gson;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The vendor's clients of both generations, and what a play does with their answers. */
final class Cloud {
    /** A call that may be refused. */
    interface Call {
        Object make() throws Exception;
    }

    /** A read of a state. */
    interface Read {
        String state() throws Exception;
    }

    static final String A = "1000000000000001";
    static final String B = "1000000000000002";
    private static final int MOST_READS = 10;
    private static final Map<String, String[]> KEYS = Map.of(
            A, new String[] {"LTAIfakeA0000001", "secretA"}, B, new String[] {"LTAIfakeB0000001", "secretB"});

    private final URI server;

    Cloud(URI server) {
        this.server = server;
    }

    /** Calls CBN with the older client, which signs with V1. */
    Map<String, Object> v1(String account, String action, Map<String, ?> parameters) throws Exception {
        return v1(KEYS.get(account), action, parameters);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> v1(String[] key, String action, Map<String, ?> parameters) throws Exception {
        CommonRequest request = new CommonRequest();
        request.setSysMethod(MethodType.POST);
        request.setSysProtocol(server.getScheme().equals("https") ? ProtocolType.HTTPS : ProtocolType.HTTP);
        request.setSysDomain(server.getAuthority());
        request.setSysVersion("2017-09-12");
        request.setSysAction(action);
        parameters.forEach((name, value) -> request.putQueryParameter(name, value.toString()));
        DefaultAcsClient client = new DefaultAcsClient(DefaultProfile.getProfile("cn-hangzhou", key[0], key[1]));
        return new Gson().fromJson(client.getCommonResponse(request).getData(), Map.class);
    }

    Config config(String account) {
        return config(KEYS.get(account));
    }

    Config config(String[] key) {
        return new Config().setAccessKeyId(key[0]).setAccessKeySecret(key[1])
                .setEndpoint(server.getAuthority()).setProtocol(server.getScheme()).setHttpProxy(System.getenv("HTTP_PROXY"));
    }

    /** Calls CBN with the current client by the action's name, as one does whose product has no package of its own. */
    Map<String, Object> v3(String account, String action, Map<String, ?> query) throws Exception {
        return v3(KEYS.get(account), action, query);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> v3(String[] key, String action, Map<String, ?> query) throws Exception {
        Params params = new Params().setAction(action).setVersion("2017-09-12").setProtocol(server.getScheme()).setPathname("/")
                .setMethod("POST").setAuthType("AK").setStyle("RPC").setReqBodyType("formData").setBodyType("json");
        OpenApiRequest request = new OpenApiRequest().setQuery(Client.query(query));
        Map<String, ?> answer = new com.aliyun.teaopenapi.Client(config(key)).callApi(params, request, new RuntimeOptions());
        return (Map<String, Object>) answer.get("body");
    }

    /** The rows of a list in an answer. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> rows(Map<String, Object> answer, String... path) {
        Map<String, Object> place = answer;
        for (String name : Arrays.copyOf(path, path.length - 1)) {
            place = (Map<String, Object>) place.get(name);
        }
        return (List<Map<String, Object>>) place.get(path[path.length - 1]);
    }

    /** The state of the first row, or of none. */
    static String state(List<Map<String, Object>> rows) {
        return rows.isEmpty() ? "gone" : (String) rows.get(0).get("Status");
    }

    /** Reads until the last of the wanted states, and checks what was seen on the way. */
    static void walk(String what, Read read, String... wanted) throws Exception {
        List<String> seen = new ArrayList<>();
        for (int reads = 0; reads < MOST_READS; reads++) {
            String now = read.state();
            if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now)) {
                seen.add(now);
            }
            if (now.equals(wanted[wanted.length - 1])) {
                break;
            }
        }
        equal(what, seen, List.of(wanted));
    }

    static void equal(String what, Object seen, Object wanted) {
        if (!Objects.equals(seen, wanted)) {
            throw new AssertionError(what + ": " + seen + " instead of " + wanted);
        }
    }

    /** A call is refused with this code. The older client does not tell the status. */
    static void refused(String what, Call call, int status, String code) throws Exception {
        try {
            Object answer = call.make();
            throw new AssertionError(what + ": not refused but answered: " + answer);
        } catch (TeaException error) {
            equal(what, error.getStatusCode(), status);
            equal(what, error.getCode(), code);
        } catch (ClientException error) {
            equal(what, error.getErrCode(), code);
        }
    }
}
