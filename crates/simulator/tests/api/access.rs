//! Tests keys with policies, roles, and temporary credentials.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::client::{Bench, CBN, RAM, RESOURCE_MANAGER, Reply, VPC, reply};

const STS: &str = "2015-04-01";

const SEED: &str = r#"
accounts:
  - id: "1000000000000001"
    keys:
      - { id: root, secret: s }
      - { id: all, secret: s, user: ci }
      - { id: off, secret: s, disabled: true }
      - { id: STS.past, secret: s, token: t, expires: -1s }
      - id: reader
        secret: s
        user: reader
        policy:
          Version: "1"
          Statement:
            - { Effect: Allow, Action: ["cen:Describe*", "sts:GetCallerIdentity"], Resource: "*" }
            - { Effect: Allow, Action: cen:DeleteCen, Resource: "acs:cen:*:*:ceninstance/cen-1" }
            - { Effect: Allow, Action: cen:AttachCenChildInstance, Resource: ["acs:cen:*:*:ceninstance/*", "acs:vpc:*:*:vpc/vpc-1"] }
            - { Effect: Deny, Action: cen:DescribeGrantRulesToCen, Resource: "*" }
    cens: [{ id: cen-1 }, { id: cen-2 }]
    vpcs: [{ id: vpc-1, region: cn-hangzhou }, { id: vpc-2, region: cn-hangzhou }]
  - id: "1000000000000002"
    keys: [{ id: keyB, secret: s, user: other }]
    identity-providers: [{ name: git, issuer: "https://git.example.com", audiences: [sts.aliyuncs.com] }]
    roles:
      - { name: cen, trusts: ["1000000000000001"], external-id: office, max-session-seconds: 7200 }
      - { name: chained, trusts: "acs:ram::1000000000000002:role/cen", credential-life: 2s }
      - name: job
        trusts-tokens: [{ provider: git, subject: "repo:net/*" }]
        policy: { Statement: [{ Effect: Allow, Action: "cen:*", Resource: "*" }] }
"#;

fn bench() -> Bench {
    Bench::with(SEED, |_| {})
}

/// A key, with its token if it is a temporary one.
#[derive(Clone, Debug)]
struct Key {
    id: String,
    secret: String,
    token: Option<String>,
}

impl Key {
    fn plain(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            secret: "s".to_owned(),
            token: None,
        }
    }

    fn of(answer: &Value) -> Self {
        let text = |name: &str| answer["Credentials"][name].as_str().unwrap().to_owned();
        Self {
            id: text("AccessKeyId"),
            secret: text("AccessKeySecret"),
            token: Some(text("SecurityToken")),
        }
    }
}

async fn call(
    bench: &Bench,
    key: &Key,
    version: &str,
    action: &str,
    own: &[(&str, &str)],
) -> Reply {
    let token = key.token.as_deref().map(|token| ("SecurityToken", token));
    let own: Vec<_> = own.iter().copied().chain(token).collect();
    let pairs = bench.sign("POST", (&key.id, &key.secret), version, action, &own);
    reply(&bench.send("POST", &pairs).await)
}

async fn refused(bench: &Bench, key: &Key, action: &str, own: &[(&str, &str)]) -> (u16, String) {
    let answer = call(bench, key, CBN, action, own).await;
    (answer.status, answer.code().to_owned())
}

const CEN_ROLE: &str = "acs:ram::1000000000000002:role/cen";

/// Assumes a role, with these parameters beside or in place of the usual ones.
async fn assume(bench: &Bench, key: &Key, own: &[(&str, &str)]) -> Reply {
    let usual = [
        ("RoleArn", CEN_ROLE),
        ("RoleSessionName", "nightly"),
        ("ExternalId", "office"),
    ];
    let kept = usual
        .into_iter()
        .filter(|(name, _)| own.iter().all(|(other, _)| other != name));
    let all: Vec<_> = kept.chain(own.iter().copied()).collect();
    call(bench, key, STS, "AssumeRole", &all).await
}

async fn identity(bench: &Bench, key: &Key) -> Value {
    let mut answer = call(bench, key, STS, "GetCallerIdentity", &[]).await.ok();
    answer.as_object_mut().unwrap().remove("RequestId");
    answer
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_asked_for_each_operation_and_a_denial_names_the_action() {
    let (bench, reader) = (bench(), Key::plain("reader"));
    let forbidden = (403, "Forbidden.RAM".to_owned());
    let fine = (200, String::new());
    for (action, own, expected) in [
        ("DescribeCens", &[][..], &fine),
        ("CreateCen", &[], &forbidden),
        ("DescribeGrantRulesToCen", &[("CenId", "cen-1")], &forbidden),
        ("DeleteCen", &[("CenId", "cen-2")], &forbidden),
        ("DeleteCen", &[("CenId", "cen-1")], &fine),
    ] {
        assert_eq!(
            &refused(&bench, &reader, action, own).await,
            expected,
            "{action} {own:?}"
        );
    }
    let attach = async |network: &str| {
        let own = [
            ("CenId", "cen-2"),
            ("ChildInstanceId", network),
            ("ChildInstanceType", "VPC"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
        ];
        refused(&bench, &reader, "AttachCenChildInstance", &own).await
    };
    assert_eq!(attach("vpc-1").await, fine);
    assert_eq!(
        attach("vpc-2").await,
        forbidden,
        "both resources are checked"
    );

    let denied = call(&bench, &reader, CBN, "DeleteCen", &[("CenId", "cen-2")]).await;
    assert_eq!(
        denied.body["AccessDeniedDetail"],
        json!({
            "AuthAction": "cen:DeleteCen",
            "AuthResource": "acs:cen:*:1000000000000001:ceninstance/cen-2",
            "AuthPrincipalType": "SubUser",
            "AuthPrincipalDisplayName": denied.body["AccessDeniedDetail"]["AuthPrincipalDisplayName"],
            "AuthPrincipalOwnerId": "1000000000000001",
            "NoPermissionType": "ImplicitDeny",
            "PolicyType": "AccountLevelIdentityBasedPolicy",
        })
    );
    let denied = call(
        &bench,
        &reader,
        CBN,
        "DescribeGrantRulesToCen",
        &[("CenId", "cen-1")],
    )
    .await;
    assert_eq!(
        denied.body["AccessDeniedDetail"]["NoPermissionType"],
        "ExplicitDeny"
    );
    let vpcs = call(
        &bench,
        &reader,
        VPC,
        "DescribeVpcs",
        &[("RegionId", "cn-hangzhou")],
    )
    .await;
    assert_eq!((vpcs.status, vpcs.code()), (403, "Forbidden.RAM"));
    let role = [("RoleName", "AliyunServiceRoleForCEN")];
    let role = call(&bench, &reader, RAM, "GetRole", &role).await;
    assert_eq!((role.status, role.code()), (403, "NoPermission"));
    let own = [("ServiceName", "cen.aliyuncs.com")];
    let made = call(
        &bench,
        &reader,
        RESOURCE_MANAGER,
        "CreateServiceLinkedRole",
        &own,
    )
    .await;
    assert_eq!(
        made.body["AccessDeniedDetail"]["AuthAction"],
        "ram:CreateServiceLinkedRole"
    );
    assert_eq!(
        refused(&bench, &Key::plain("all"), "CreateCen", &[]).await,
        fine
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_is_assumed_by_whom_it_trusts_and_its_key_ends() {
    let bench = bench();
    let all = Key::plain("all");
    let answer = assume(&bench, &all, &[]).await.ok();
    let user = &answer["AssumedRoleUser"]["Arn"];
    assert_eq!(user, "acs:ram::1000000000000002:role/cen/nightly");
    assert_eq!(answer["Credentials"]["Expiration"], "2026-01-02T04:04:05Z");
    let key = Key::of(&answer);
    let told = identity(&bench, &key).await;
    let arn = "acs:ram::1000000000000002:assumed-role/cen/nightly";
    assert_eq!(told["Arn"], arn);
    assert_eq!(told["AccountId"], "1000000000000002");
    assert_eq!(told["IdentityType"], "AssumedRoleUser");
    assert_eq!(told["UserId"], Value::Null);
    assert_eq!(
        identity(&bench, &all).await["Arn"],
        "acs:ram::1000000000000001:user/ci"
    );
    assert_eq!(
        identity(&bench, &Key::plain("root")).await["IdentityType"],
        "Account"
    );

    let chained = [("RoleArn", "acs:ram::1000000000000002:role/chained")];
    let short = Key::of(&assume(&bench, &key, &chained).await.ok());
    assert_eq!(refused(&bench, &short, "DescribeCens", &[]).await.0, 200);
    tokio::time::advance(Duration::from_secs(2)).await;
    let expired = (400, "InvalidSecurityToken.Expired".to_owned());
    assert_eq!(refused(&bench, &short, "DescribeCens", &[]).await, expired);
    assert_eq!(refused(&bench, &key, "DescribeCens", &[]).await.0, 200);
    tokio::time::advance(Duration::from_secs(3598)).await;
    assert_eq!(refused(&bench, &key, "DescribeCens", &[]).await, expired);

    let log = bench.log.lock().unwrap();
    let callers: Vec<_> = log.iter().map(|entry| entry.caller.as_str()).collect();
    assert_eq!(callers[..4], ["user/ci", "role/cen/nightly", "user/ci", ""]);
}

#[tokio::test(start_paused = true)]
async fn who_may_not_assume_a_role_is_refused_as_documented() {
    let bench = bench();
    let (all, long) = (Key::plain("all"), "x".repeat(2049));
    let chained = "acs:ram::1000000000000002:role/chained";
    let nobody = "acs:ram::1000000000000002:role/nobody";
    for (key, own, status, code) in [
        ("all", ("ExternalId", "home"), 403, "NoPermission"),
        ("root", ("ExternalId", "office"), 403, "NoPermission"),
        ("reader", ("ExternalId", "office"), 403, "NoPermission"),
        ("keyB", ("ExternalId", "office"), 403, "NoPermission"),
        ("all", ("RoleArn", chained), 403, "NoPermission"),
        ("all", ("RoleArn", nobody), 404, "EntityNotExist.Role"),
        ("all", ("RoleArn", "cen"), 400, "InvalidParameter.RoleArn"),
        (
            "all",
            ("RoleSessionName", "a b"),
            400,
            "InvalidParameter.RoleSessionName",
        ),
        (
            "all",
            ("DurationSeconds", "899"),
            400,
            "InvalidParameter.DurationSeconds",
        ),
        (
            "all",
            ("DurationSeconds", "7201"),
            400,
            "InvalidParameter.DurationSeconds",
        ),
        ("all", ("DurationSeconds", "7200"), 200, ""),
        (
            "all",
            ("ExternalId", "x"),
            400,
            "InvalidParameter.ExternalId",
        ),
        (
            "all",
            ("Policy", "{"),
            400,
            "InvalidParameter.PolicyGrammar",
        ),
        ("all", ("Policy", &long), 400, "InvalidParameter.PolicySize"),
    ] {
        let answer = assume(&bench, &Key::plain(key), &[own]).await;
        assert_eq!(
            (answer.status, answer.code()),
            (status, code),
            "{key} {own:?}"
        );
    }
    let refused = assume(&bench, &all, &[("ExternalId", "home")]).await;
    assert_eq!(
        refused.body["AccessDeniedDetail"]["PolicyType"],
        "AssumeRolePolicy"
    );
}

#[tokio::test(start_paused = true)]
async fn a_session_may_do_less_than_its_role() {
    let bench = bench();
    let policy = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"cen:Describe*","Resource":"*"}]}"#;
    let answer = assume(&bench, &Key::plain("all"), &[("Policy", policy)])
        .await
        .ok();
    let key = Key::of(&answer);
    assert_eq!(refused(&bench, &key, "DescribeCens", &[]).await.0, 200);
    let denied = call(&bench, &key, CBN, "CreateCen", &[]).await;
    assert_eq!(
        denied.body["AccessDeniedDetail"]["PolicyType"],
        "SessionPolicy"
    );
    assert_eq!(
        denied.body["AccessDeniedDetail"]["AuthPrincipalDisplayName"],
        "cen:nightly"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_right_is_refused_as_documented() {
    let bench = bench();
    let answer = assume(&bench, &Key::plain("all"), &[]).await.ok();
    let key = Key::of(&answer);
    let with = |token: Option<&str>| Key {
        token: token.map(str::to_owned),
        ..key.clone()
    };
    let other = assume(&bench, &Key::plain("all"), &[]).await.ok();
    let other = Key::of(&other).token;
    let past = Key {
        token: Some("t".to_owned()),
        ..Key::plain("STS.past")
    };
    for (key, code) in [
        (with(None), "MissingSecurityToken"),
        (with(Some("garbage")), "InvalidSecurityToken.Malformed"),
        (
            with(other.as_deref()),
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (past, "InvalidSecurityToken.Expired"),
        (Key::plain("off"), "InvalidAccessKeyId.Inactive"),
        (
            Key {
                secret: "wrong".to_owned(),
                ..with(key.token.as_deref())
            },
            "SignatureDoesNotMatch",
        ),
    ] {
        let (status, said) = refused(&bench, &key, "DescribeCens", &[]).await;
        assert_eq!((status, said.as_str()), (400, code));
    }
}

/// Returns a token of an identity provider with these claims beside or in place of the usual ones.
fn token(own: &Value) -> String {
    let mut claims = json!({
        "iss": "https://git.example.com", "sub": "repo:net/core", "aud": "sts.aliyuncs.com", "exp": 1_800_000_000,
    });
    for (name, value) in own.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(&claims))
}

/// Assumes the role of the job with a token. The call is not signed.
async fn assume_with(bench: &Bench, token: &str, own: (&str, &str)) -> Reply {
    let now = bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let usual = [
        ("Action", "AssumeRoleWithOIDC"),
        ("Version", STS),
        ("Format", "JSON"),
        ("Timestamp", &now),
        ("RoleArn", "acs:ram::1000000000000002:role/job"),
        (
            "OIDCProviderArn",
            "acs:ram::1000000000000002:oidc-provider/git",
        ),
        ("RoleSessionName", "job-7"),
        ("OIDCToken", token),
    ];
    let pairs = usual
        .map(|pair| if pair.0 == own.0 { own } else { pair })
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    reply(&bench.send("POST", &pairs).await)
}

#[tokio::test(start_paused = true)]
async fn a_token_of_an_identity_provider_assumes_a_role_without_a_signature() {
    let bench = bench();
    let usual = ("", "");
    let answer = assume_with(&bench, &token(&json!({})), usual).await.ok();
    assert_eq!(answer["OIDCTokenInfo"]["Subject"], "repo:net/core");
    let key = Key::of(&answer);
    assert_eq!(refused(&bench, &key, "DescribeCens", &[]).await.0, 200);
    let vpcs = call(
        &bench,
        &key,
        VPC,
        "DescribeVpcs",
        &[("RegionId", "cn-hangzhou")],
    )
    .await;
    assert_eq!(vpcs.code(), "Forbidden.RAM");
    let log = format!("{:?}", bench.log.lock().unwrap());
    assert!(log.contains("job-7") && !log.contains("OIDCToken"), "{log}");

    let start = bench.clock.now().as_second();
    let provider = "acs:ram::1000000000000002:oidc-provider/hub";
    let other_role = "acs:ram::1000000000000002:role/cen";
    for (claims, own, code) in [
        (
            json!({"exp": start}),
            usual,
            "AuthenticationFail.OIDCToken.Expired",
        ),
        (
            json!({"aud": ["x"]}),
            usual,
            "AuthenticationFail.OIDCToken.AudienceNotMatch",
        ),
        (
            json!({"iss": "https://x"}),
            usual,
            "AuthenticationFail.OIDCToken.IssuerNotMatch",
        ),
        (
            json!({"sub": "repo:other/core"}),
            usual,
            "AuthenticationFail.NoPermission",
        ),
        (
            json!({}),
            ("OIDCProviderArn", provider),
            "AuthenticationFail.NoPermission",
        ),
        (
            json!({}),
            ("RoleArn", other_role),
            "AuthenticationFail.NoPermission",
        ),
        (
            json!({}),
            ("OIDCToken", "garbage"),
            "AuthenticationFail.OIDCToken.Invalid",
        ),
        (
            json!({}),
            ("Timestamp", "2020-01-01T00:00:00Z"),
            "InvalidTimeStamp.Expired",
        ),
    ] {
        let answer = assume_with(&bench, &token(&claims), own).await;
        assert_eq!(answer.code(), code, "{claims} {own:?}");
    }
}
