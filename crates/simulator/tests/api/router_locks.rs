//! Tests the locks of transit routers, and what tokens do after one.

use crate::client::{A, with};
use crate::network;

#[tokio::test(start_paused = true)]
async fn with_locks_a_router_takes_one_change_at_a_time_and_others_go_on() {
    for (assume, elsewhere) in [("router", ""), ("cen", "Operation.Blocking")] {
        let net = network::new(&format!("blocking: {assume}"), |options| {
            options.pace = "attach=reads:1".parse().unwrap();
            options.blocking = true;
        })
        .await;
        net.attach(&[]).await.ok();
        let table = async |router: &str| {
            let own = [("TransitRouterId", router)];
            let made = net
                .bench
                .cbn(A, "CreateTransitRouterRouteTable", &own)
                .await;
            made.code().to_owned()
        };
        assert_eq!(table(&net.hub).await, "Operation.Blocking");
        assert_eq!(table(&net.lab).await, elsewhere);
        assert_eq!(
            net.link(&[]).await.code(),
            "Operation.Blocking",
            "it is in both"
        );
        net.list("VpcAttachments", &[("TransitRouterId", &net.hub)])
            .await;
        assert_eq!(table(&net.hub).await, "");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_met_a_lock_is_good_again_or_not_as_is_assumed() {
    for (assume, code) in [("fresh", ""), ("replay", "Operation.Blocking")] {
        let net = network::new(&format!("token-after-blocking: {assume}"), |options| {
            options.pace = "attach=reads:1".parse().unwrap();
            options.blocking = true;
        })
        .await;
        net.attach(&[]).await.ok();
        let own = [("TransitRouterId", net.hub.as_str()), ("ClientToken", "t")];
        let action = "CreateTransitRouterRouteTable";
        assert_eq!(
            net.bench.cbn(A, action, &own).await.code(),
            "Operation.Blocking"
        );
        net.list("VpcAttachments", &[("TransitRouterId", &net.hub)])
            .await;
        assert_eq!(net.bench.cbn(A, action, &own).await.code(), code);
        let other = with(&own, &[("ClientToken", "u")]);
        net.bench.cbn(A, action, &other).await.ok();
    }
}
