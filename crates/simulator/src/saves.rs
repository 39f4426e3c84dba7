//! Who saves the world, and who waits for that: no answer is given before its change is saved.

use std::error::Error;
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::store::{Store, StoreError, Unsaved};
use crate::world::World;

/// The saves of a world. One save serves all requests that wait for one.
pub(crate) struct Saves(Arc<Mutex<Saved>>);

/// Who saves holds the lock until that is done.
struct Saved {
    store: Store,
    /// The number of the last change that is saved.
    change: u64,
}

impl Saves {
    pub(crate) fn new(store: Store) -> Self {
        Self(Arc::new(Mutex::new(Saved { store, change: 0 })))
    }

    /// Returns when a change is saved. `take` returns what is to be saved, and the number of the last change in it.
    pub(crate) async fn wait(
        &self,
        change: u64,
        take: impl FnOnce(&mut Store) -> Result<(u64, Unsaved), StoreError>,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        // Requests that came at the same time are answered before the world is saved.
        after_others().await;
        let mut saved = self.0.clone().lock_owned().await;
        if saved.change >= change {
            return Ok(());
        }
        let (last, unsaved) = take(&mut saved.store)?;
        // Requests that come meanwhile are answered, and share the next save. It goes on if this request is given up.
        let saving = spawn_blocking(move || {
            saved.store.write(unsaved)?;
            saved.change = last;
            Ok::<_, StoreError>(())
        });
        Ok(saving.await??)
    }

    /// Saves a whole world, after the saves that began before.
    pub(crate) async fn save(
        &self,
        save: impl FnOnce(&mut Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        save(&mut self.0.lock().await.store)
    }

    /// Leaves the file as one JSON document. It is whole without that too.
    pub(crate) fn end(&self, world: &World) {
        if let Ok(mut saved) = self.0.try_lock()
            && !saved.store.is_document()
            && let Err(error) = saved.store.save(world)
        {
            tracing::warn!(%error, "the simulator's world could not be saved as one document");
        }
    }
}

/// Lets all that is ready go on first, in the order in which it became ready.
async fn after_others() {
    let mut is_first = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut is_first) {
            context.waker().wake_by_ref();
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
}
