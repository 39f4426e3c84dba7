//! Each source is asked as its documentation says, and what it gives is not trusted.

use std::sync::Arc;

use cen_credentials::{CredentialProblem, External, Metadata, Oidc, Secret, Source, Uri};
use serde_json::json;

use crate::support::{ACCOUNT, Asked, Service, assumed, identity, refusal, role, session};

const ROLES: &str = "GET /latest/meta-data/ram/security-credentials/";

fn metadata(role_name: Option<&str>, is_v1_allowed: bool) -> Source {
    Source::Metadata(Metadata {
        origin: "profile `vm`".to_owned(),
        role_name: role_name.map(str::to_owned),
        is_v1_allowed,
    })
}

fn external(command: &str) -> Source {
    Source::External(External {
        origin: "profile `vault`".to_owned(),
        command: command.to_owned().into(),
    })
}

fn uri(address: &str) -> Source {
    Source::Uri(Uri {
        origin: "profile `side`".to_owned(),
        address: address.to_owned().into(),
    })
}

fn keys() -> String {
    json!({"Code": "Success", "AccessKeyId": "STS.1", "AccessKeySecret": "canary", "SecurityToken": "canary", "Expiration": "2026-01-02T06:00:00Z"}).to_string()
}

/// The error of a source as a user reads it, with its next step. It shows no secret.
async fn told(service: &Arc<Service>, source: &Source) -> String {
    let error = service.pool().provider(source).current().await.unwrap_err();
    let told = format!("{error}; {}", error.problem.next_step());
    assert!(!format!("{told} {error:?}").contains("canary"), "{error:?}");
    told
}

async fn id(service: &Arc<Service>, source: &Source) -> String {
    let provider = service.pool().provider(source);
    let (credential, _) = provider
        .current()
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    credential.access_key_id().to_owned()
}

/// An instance whose token service answers with this status.
fn instance(token: u16) -> Arc<Service> {
    Service::new(move |asked: &Asked, _| match asked.what.as_str() {
        "PUT /latest/api/token" => Some((token, "canary-token".to_owned())),
        ROLES => Some((200, "ecs-role\n".to_owned())),
        "GET /latest/meta-data/ram/security-credentials/ecs-role" => {
            let has_token = asked.headers.contains_key("x-aliyun-ecs-metadata-token");
            assert_eq!(has_token, token == 200);
            Some((200, keys()))
        }
        "GetCallerIdentity" => identity(ACCOUNT),
        _ => Some((404, String::new())),
    })
}

#[tokio::test(start_paused = true)]
async fn the_metadata_service_is_asked_with_a_token_and_without_one_only_if_that_is_allowed() {
    let service = instance(200);
    assert_eq!(id(&service, &metadata(None, false)).await, "STS.1");
    assert_eq!(
        service.asked()[..2],
        ["PUT /latest/api/token".to_owned(), ROLES.to_owned()]
    );
    assert_eq!(
        id(&instance(404), &metadata(Some("ecs-role"), true)).await,
        "STS.1"
    );
    assert_eq!(
        told(&instance(404), &metadata(None, false)).await,
        "profile `vm`: the metadata service gives no token, and its older form is switched off; \
         allow the metadata service on the instance, or take ALIBABA_CLOUD_IMDSV1_DISABLED away"
    );
    assert!(
        told(&instance(200), &metadata(Some("other"), true))
            .await
            .starts_with("profile `vm`: the ECS instance has no role `other`; attach the role")
    );
}

#[tokio::test(start_paused = true)]
async fn a_metadata_service_that_hangs_is_told_after_two_seconds() {
    let begin = tokio::time::Instant::now();
    assert_eq!(
        told(&Service::new(|_, _| None), &metadata(None, true)).await,
        "profile `vm`: the metadata service does not answer: nothing came within 2 s; \
         it answers only on an ECS instance: run there, or use another source of credentials"
    );
    assert_eq!(begin.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_credentials_uri_must_answer_with_keys_and_shows_neither_them_nor_itself() {
    let source = uri("http://localhost:1/canary?token=canary");
    let good = Service::new(|asked, _| match asked.what.as_str() {
        "GET /canary" => Some((200, keys())),
        _ => identity(ACCOUNT),
    });
    assert_eq!(id(&good, &source).await, "STS.1");
    for (status, body, begin) in [
        (
            500,
            "canary",
            "profile `side`: the CredentialsURI answers with HTTP status 500; ",
        ),
        (
            200,
            "canary",
            "profile `side`: the answer of the CredentialsURI is no credential: it is not the JSON of one; ",
        ),
        (
            200,
            r#"{"Code":"canary"}"#,
            "profile `side`: the answer of the CredentialsURI is no credential: its `Code` is not `Success`; ",
        ),
        (
            200,
            r#"{"Code":"Success","AccessKeyId":"canary"}"#,
            "profile `side`: the answer of the CredentialsURI is no credential: `AccessKeySecret` is missing; ",
        ),
        (
            200,
            r#"{"Code":"Success","AccessKeyId":"A","AccessKeySecret":["canary"]}"#,
            "profile `side`: the answer of the CredentialsURI is no credential: it is not the JSON of one; ",
        ),
    ] {
        let service = Service::new(move |_, _| Some((status, body.to_owned())));
        let told = told(&service, &source).await;
        assert!(told.starts_with(begin), "{told}");
    }
    let told = told(&good, &uri("canary://")).await;
    assert!(
        told.contains("it is not a URL with http:// or https://"),
        "{told}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_file_is_read_again_at_each_renewal_and_the_call_is_not_signed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let oidc = Source::Oidc(Oidc {
        origin: "the environment".to_owned(),
        provider_arn: "acs:ram::1250000000000001:oidc-provider/ack".to_owned(),
        token_file: path.display().to_string(),
        session: session(),
    });
    let service = Service::new(|asked, before| match asked.what.as_str() {
        "AssumeRoleWithOIDC" => {
            assert!(
                !asked.form.contains_key("Signature") && !asked.form.contains_key("AccessKeyId")
            );
            assert!(!asked.headers.contains_key("authorization"));
            assumed(before, "2026-01-02T06:00:00Z")
        }
        _ => identity(ACCOUNT),
    });
    let provider = service.pool().provider(&oidc);
    let missing = provider.current().await.unwrap_err();
    assert!(
        missing.to_string().contains("cannot read the token file"),
        "{missing}"
    );
    std::fs::write(&path, "x").unwrap();
    let short = provider.current().await.unwrap_err();
    assert!(short.to_string().contains("holds no token"), "{short}");
    std::fs::write(&path, "canary-first\n").unwrap();
    let (old, _) = provider.current().await.unwrap();
    std::fs::write(&path, "canary-second").unwrap();
    provider.replacement(&old).await.unwrap();
    assert_eq!(
        service.values("OIDCToken"),
        ["canary-first", "canary-second"]
    );

    let echo = Service::new(|_, _| {
        let answer = json!({"Code": "AuthenticationFail.OIDCToken.Expired", "Message": "canary-second", "RequestId": "R"});
        Some((400, answer.to_string()))
    });
    let told = told(&echo, &oidc).await;
    assert!(
        told.ends_with("the token in the file has ended: see why it is not written anew"),
        "{told}"
    );
}

#[tokio::test(start_paused = true)]
async fn why_a_role_may_not_be_assumed_is_told_with_what_to_do() {
    for (status, code, step) in [
        (
            403,
            "NoPermission",
            "if that policy asks for an external id, it must be the same here",
        ),
        (
            404,
            "EntityNotExist.Role",
            "check the account's id and the role's name",
        ),
        (
            400,
            "InvalidParameter.DurationSeconds",
            "MaxSessionDuration",
        ),
        (
            400,
            "InvalidSecurityToken.Expired",
            "has ended: get a new one",
        ),
        (404, "InvalidAccessKeyId.NotFound", "does not exist"),
    ] {
        let service = Service::new(move |_, _| refusal(status, code));
        let told = told(&service, &role()).await;
        assert!(told.starts_with(&format!("profile `ci`: acs:ram::1250000000000001:role/cen cannot be assumed: AssumeRole: {code}: no")), "{told}");
        assert!(told.contains(step), "{told}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_prints_keys_and_what_else_it_says_is_not_shown() {
    let service = Service::new(|_, _| identity(ACCOUNT));
    let keys = r#"{"mode":"StsToken","access_key_id":"STS.$1","access_key_secret":"canary","sts_token":"canary"}"#;
    // There is no shell: quotes hold words together, and variables are not replaced.
    assert_eq!(
        id(&service, &external(&format!("printf '%s' '{keys}'"))).await,
        "STS.$1"
    );
    let begin = "profile `vault`: ";
    for (command, says) in [
        (
            "printf 'canary",
            "`process_command` cannot be taken apart: a quote is not closed",
        ),
        ("  ", "`process_command` cannot be taken apart: it is empty"),
        (
            "sh -c 'echo canary >&2; echo canary; exit 3'",
            "`sh` ends with exit status: 3; what it printed is not shown, because it may hold secrets",
        ),
        (
            "printf canary",
            "what `printf` prints is no credential: it is not the JSON of one; it is not shown, because it may hold secrets",
        ),
        (
            r#"printf '{"mode":"External","access_key_id":"a","access_key_secret":"canary"}'"#,
            "what `printf` prints is no credential: its `mode` is neither `AK` nor `StsToken`; it is not shown, because it may hold secrets",
        ),
        (
            r#"printf '{"mode":"StsToken","access_key_id":"a","access_key_secret":"canary"}'"#,
            "what `printf` prints is no credential: `sts_token` is missing; it is not shown, because it may hold secrets",
        ),
    ] {
        let told = told(&service, &external(command)).await;
        assert!(told.starts_with(&format!("{begin}{says}; ")), "{told}");
    }
    let told = told(&service, &external("/nowhere/program canary")).await;
    assert!(
        told.starts_with("profile `vault`: `/nowhere/program` cannot be started"),
        "{told}"
    );
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_command_that_does_not_end_is_stopped() {
    let service = Service::new(|_, _| None);
    let told = told(&service, &external("sleep 600")).await;
    assert!(
        told.starts_with("profile `vault`: `sleep` has not ended after 60 s, and was stopped; "),
        "{told}"
    );
}

#[test]
fn debug_of_a_source_shows_no_secret() {
    let sources = [external("print canary"), uri("http://canary"), role()];
    assert!(!format!("{sources:?} {:?}", Secret::from("canary".to_owned())).contains("canary"));
    assert!(!CredentialProblem::NoMetadataToken.may_pass());
}
