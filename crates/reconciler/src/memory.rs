//! What one run has asked already: looks at files of the same account share what they list of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use cen_cloud::{
    AttachedChildInstance, CallerIdentity, Cen, CenBandwidthPackage, CloudConnectNetwork, Error,
    VirtualBorderRouter, Vpc,
};
use cen_plan::Plan;
use cen_topology::{AccountName, Area, RegionId};
use tokio::sync::OnceCell;

/// The answers of one run that are the same for every file, by the access key that asked. What hangs on a CEN is not among them: a CEN is
/// one file's business, but for the networks that others look for on it.
///
/// For looks that belong together in time, such as a night's; whoever wants news takes another.
#[derive(Default)]
pub struct Memory {
    /// The accounts that are known to own a CEN or a package that matters, whatever the file says of them.
    pub(crate) owners: BTreeSet<AccountName>,
    pub(crate) identities: Answers<String, CallerIdentity>,
    pub(crate) cens: Answers<String, Vec<Cen>>,
    pub(crate) packages: Answers<String, Vec<CenBandwidthPackage>>,
    pub(crate) vpcs: Answers<(String, RegionId), Vec<Vpc>>,
    pub(crate) border_routers: Answers<(String, RegionId), Vec<VirtualBorderRouter>>,
    pub(crate) connect_networks: Answers<(String, RegionId), Vec<CloudConnectNetwork>>,
    /// By the CEN's id.
    pub(crate) children: Answers<String, Vec<AttachedChildInstance>>,
    /// The same for everybody.
    pub(crate) regions: Answers<Area, Vec<String>>,
}

impl Memory {
    /// For a look at what a plan is about. Where it changes CENs or packages they must be seen: that the credential may not look there is a gap,
    /// although the file has no CEN in that account any more.
    pub fn about(plan: &Plan) -> Self {
        Self {
            owners: plan.owners(),
            ..Self::default()
        }
    }
}

/// Answers of one kind, each asked for once. An error is an answer too: ten files of a dead account ask once.
pub(crate) struct Answers<K, T>(Mutex<BTreeMap<K, Answer<T>>>);

type Answer<T> = Arc<OnceCell<Result<T, Error>>>;

impl<K, T> Default for Answers<K, T> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<K: Ord, T: Clone> Answers<K, T> {
    /// The answer for this key: whoever comes first asks, and whoever comes meanwhile waits for that.
    ///
    /// # Errors
    /// What came of asking, the same for all.
    pub(crate) async fn once(
        &self,
        key: K,
        ask: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let answer = {
            // A map that only grows is whole, whatever happened while it was held.
            let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(key).or_default())
        };
        answer.get_or_init(|| ask()).await.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use cen_cloud::ErrorKind;
    use futures::future::join_all;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_was_asked_once_is_not_asked_again_and_neither_is_what_failed() {
        let (answers, calls) = (Answers::default(), AtomicU32::new(0));
        let ask = async || {
            tokio::time::sleep(Duration::from_millis(50)).await;
            calls.fetch_add(1, Ordering::Relaxed);
            let (code, message) = ("Forbidden".to_owned(), String::new());
            Err::<u32, _>(Error {
                action: "A",
                kind: ErrorKind::Denied,
                code,
                message,
                request_id: None,
                http_status: None,
            })
        };
        assert!(
            join_all((0..20).map(|_| answers.once(7, ask)))
                .await
                .iter()
                .all(Result::is_err)
        );
        answers.once(7, ask).await.unwrap_err();
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        assert_eq!(answers.once(8, async || Ok(3)).await.unwrap(), 3);
    }
}
