//! A credential is renewed before it ends, once for all who wait, and stays in its account.

use std::time::Duration;

use cen_credentials::{AccessKey, Source};
use futures::future::join_all;
use tokio::time::advance;

use crate::support::{ACCOUNT, BEGIN, Service, assumed, identity, refusal, role};

const HOUR: Duration = Duration::from_secs(3600);

/// Assumes the role for one hour each time; those after `good` are refused.
fn sts(good: usize) -> std::sync::Arc<Service> {
    Service::new(move |asked, before| match asked.what.as_str() {
        "AssumeRole" if before < good => {
            assumed(before, &format!("2026-01-02T0{}:00:00Z", before + 1))
        }
        "AssumeRole" => refusal(403, "NoPermission"),
        "GetCallerIdentity" => identity(ACCOUNT),
        other => panic!("{other}"),
    })
}

#[tokio::test(start_paused = true)]
async fn a_credential_is_renewed_a_quarter_of_an_hour_before_its_end_and_once_for_all() {
    let service = sts(9);
    let provider = service.pool().provider(&role());
    let ask = || async {
        provider
            .current()
            .await
            .unwrap()
            .0
            .access_key_id()
            .to_owned()
    };
    assert_eq!(join_all((0..20).map(|_| ask())).await, vec!["STS.0"; 20]);
    advance(HOUR - Duration::from_secs(15 * 60 + 1)).await;
    assert_eq!(ask().await, "STS.0");
    advance(Duration::from_secs(1)).await;
    assert_eq!(join_all((0..20).map(|_| ask())).await, vec!["STS.1"; 20]);
    let once = ["AssumeRole", "GetCallerIdentity"];
    assert_eq!(service.asked(), [once, once].concat());
    assert_eq!(service.values("ExternalId"), ["office"; 2]);
    assert_eq!(service.values("RoleSessionName"), ["nightly"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_keeps_the_credential_while_it_lives_and_tells_when_it_ended() {
    let service = sts(1);
    let provider = service.pool().provider(&role());
    provider.current().await.unwrap();
    advance(HOUR - Duration::from_secs(600)).await;
    for _ in 0..3 {
        assert_eq!(provider.current().await.unwrap().0.access_key_id(), "STS.0");
    }
    // The failure is not repeated at each call.
    assert_eq!(service.asked().len(), 3);
    advance(Duration::from_secs(31)).await;
    provider.current().await.unwrap();
    assert_eq!(service.asked().len(), 4);
    advance(Duration::from_secs(600)).await;
    let error = provider.current().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "profile `ci`: the credential ended at 2026-01-02T01:00:00Z, and could not be renewed: \
         acs:ram::1250000000000001:role/cen cannot be assumed: AssumeRole: NoPermission: no (request R)"
    );
    assert!(error.problem.next_step().contains("trust policy"));
}

#[tokio::test(start_paused = true)]
async fn a_new_credential_of_another_account_signs_nothing() {
    let service = Service::new(|asked, before| match asked.what.as_str() {
        "AssumeRole" => assumed(before, "2026-01-02T01:00:00Z"),
        _ => identity("1250000000000002"),
    });
    let error = service
        .pool()
        .provider(&role())
        .current()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "profile `ci`: the new credential belongs to account 1250000000000002, not to 1250000000000001: nothing was signed with it"
    );
}

#[tokio::test(start_paused = true)]
async fn an_expired_credential_is_replaced_once_for_all_who_were_refused() {
    let service = sts(9);
    let provider = service.pool().provider(&role());
    let (old, _) = provider.current().await.unwrap();
    let new = join_all((0..20).map(|_| provider.replacement(&old))).await;
    let ids = new
        .into_iter()
        .map(|new| new.unwrap().unwrap().access_key_id().to_owned());
    assert!(ids.into_iter().all(|id| id == "STS.1"));
    assert_eq!(service.asked().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_credential_of_a_short_life_is_renewed_in_its_last_quarter() {
    let service = Service::new(|asked, before| match (asked.what.as_str(), before) {
        ("AssumeRole", 0) => assumed(0, "2026-01-02T00:01:00Z"),
        ("AssumeRole", _) => assumed(1, "2026-01-02T00:02:00Z"),
        _ => identity(ACCOUNT),
    });
    let provider = service.pool().provider(&role());
    for (seconds, id) in [(0, "STS.0"), (44, "STS.0"), (1, "STS.1"), (1, "STS.1")] {
        advance(Duration::from_secs(seconds)).await;
        assert_eq!(provider.current().await.unwrap().0.access_key_id(), id);
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_has_ended_already_is_not_taken() {
    let service = Service::new(|_, _| assumed(0, "2026-01-01T00:00:00Z"));
    let error = service
        .pool()
        .provider(&role())
        .current()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "profile `ci`: a new credential ended at 2026-01-01T00:00:00Z, and this machine's clock says {BEGIN}"
        )
    );
}

#[tokio::test(start_paused = true)]
async fn the_same_source_is_asked_once_and_so_is_what_two_roles_share() {
    let service = sts(9);
    let pool = service.pool();
    let Source::Role(first) = role() else {
        unreachable!()
    };
    let chained = |name: &str| {
        let mut chained = first.clone();
        chained.base = Box::new(role());
        chained.session.name = name.to_owned();
        Source::Role(chained)
    };
    for name in ["one", "two", "one"] {
        pool.provider(&chained(name)).current().await.unwrap();
    }
    assert_eq!(service.values("RoleSessionName"), ["nightly", "one", "two"]);
}

#[tokio::test(start_paused = true)]
async fn a_plain_key_is_given_as_it_is_until_it_ends() {
    let service = Service::new(|_, _| None);
    let mut key = AccessKey {
        origin: "profile `login`".to_owned(),
        access_key_id: "STS.9".to_owned(),
        secret: "canary".to_owned().into(),
        token: None,
        ends: None,
    };
    let provider = service.pool().provider(&Source::AccessKey(key.clone()));
    let (credential, _) = provider.current().await.unwrap();
    assert_eq!(provider.replacement(&credential).await.unwrap(), None);
    key.ends = Some("2026-01-02T01:00:00Z".parse().unwrap());
    let provider = service.pool().provider(&Source::AccessKey(key));
    provider.current().await.unwrap();
    advance(HOUR).await;
    let error = provider.current().await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("profile `login`: the credential ended at 2026-01-02T01:00:00Z"),
        "{error}"
    );
    assert!(service.asked().is_empty());
}
