//! Tests the export of networks on transit routers that somebody has built without cen.

use cen_diff::Adopt;
use cen_export::export;
use cen_reconciler::survey;

use super::bench;
use super::built::fourth_way;
use crate::bench::{Bench, example, topology};

async fn exported(bench: &Bench) -> String {
    let observed = survey(&bench.topology.accounts, &bench.clients).await;
    assert_eq!(observed.gaps, []);
    export(&"ocean".into(), &bench.topology.accounts, &observed)
}

#[tokio::test(start_paused = true)]
async fn the_fourth_way_is_exported_to_a_file_that_only_takes_over() {
    let mut bench = bench(example(super::ways::WAYS[3]), &[]);
    fourth_way(&bench).await;
    let text = exported(&bench).await;
    bench.topology = topology(&text);
    let plan = bench.plan_adopting(Adopt::Yes).await;
    let ids: Vec<_> = plan
        .steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}\n{text}");
    assert!(ids[0] == "mark/ocean", "{ids:?}");
    assert!(plan.holds.is_empty(), "{:?}\n{text}", plan.holds);
    assert!(bench.execute(&plan, 8).await.is_done());
    let again = bench.plan().await;
    assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
}

#[tokio::test(start_paused = true)]
async fn what_cen_built_on_transit_routers_is_exported_to_a_file_whose_diff_is_empty() {
    for way in super::ways::WAYS {
        let mut bench = bench(example(way), &[]);
        bench.apply().await;
        let observed = survey(&bench.topology.accounts, &bench.clients).await;
        let text = export(&bench.topology.name, &bench.topology.accounts, &observed);
        bench.topology = topology(&text);
        let plan = bench.plan().await;
        assert!(plan.is_empty() && plan.holds.is_empty(), "{plan:?}\n{text}");
    }
}
