//! When the actions of a run became ready: when all that they wait for was over.

use std::collections::BTreeMap;

use cen_action::ActionId;
use cen_plan::{ActionIndex, Plan};
use tokio::time::Instant;

/// When actions of a plan were over.
pub(crate) struct Ends<'a> {
    plan: &'a Plan,
    began: Instant,
    ends: BTreeMap<&'a ActionId, Instant>,
}

impl<'a> Ends<'a> {
    /// Returns the ends of a run that began then.
    pub(crate) fn new(plan: &'a Plan, began: Instant) -> Self {
        Self {
            plan,
            began,
            ends: BTreeMap::new(),
        }
    }

    /// Notes that an action is over now.
    pub(crate) fn note(&mut self, index: ActionIndex) {
        let id = &self.plan.steps[index].action.id;
        self.ends.insert(id, Instant::now());
    }

    /// Returns when an action became ready that may start now.
    pub(crate) fn ready(&self, index: ActionIndex) -> Instant {
        let firsts = self.plan.steps[index].waits_for.keys();
        let ends = firsts.filter_map(|first| self.ends.get(first));
        ends.max().copied().unwrap_or(self.began)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const FILE: &str = r#"version: 1
name: net
accounts: { a: { id: "1" } }
vpcs: { hub: { account: a, region: cn-hangzhou, cidr: 10.40.0.0/16 } }
cens: { one: { account: a, attach: [hub] } }
"#;

    #[tokio::test(start_paused = true)]
    async fn an_action_is_ready_when_the_last_one_that_it_waits_for_is_over() {
        let parsed = cen_topology::parse(FILE).unwrap();
        let basic = cen_observed::Observed {
            offers: [("cn-hangzhou".into(), [].into())].into(),
            ..Default::default()
        };
        let plan = cen_plan::plan(&parsed.topology, &basic).unwrap();
        let waits = plan.steps.iter().position(|step| step.waits_for.len() == 2);
        let last = waits.unwrap();
        let began = Instant::now();
        let mut ends = Ends::new(&plan, began);
        for index in 0..last {
            tokio::time::advance(Duration::from_secs(1)).await;
            assert_eq!(ends.ready(index), began, "it waits for nothing");
            ends.note(index);
        }
        let over = Instant::now();
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(ends.ready(last), over);
    }
}
