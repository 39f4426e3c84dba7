//! A request to send nothing more, for calls that were not sent yet.

use tokio::sync::watch;

/// Whether nothing more shall be sent. Copies are one and the same.
#[derive(Clone, Debug, Default)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// Asks that nothing more be sent. What is sent already is not touched.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was asked.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Done when it is asked.
    pub async fn asked(&self) {
        // An error would say that nobody can ask any more, but `self` can.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }
}
