//! Listens to Ctrl-C, SIGTERM and SIGHUP.

#[cfg(unix)]
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC as Listener, ctrl_c};

/// The requests to end this process since listening began. From then on the signals do not end the
/// process by themselves.
pub(crate) struct Signals(Vec<Listener>);

impl Signals {
    /// Starts to listen. A signal that the system does not let us hear is ignored.
    pub(crate) fn listen() -> Self {
        #[cfg(unix)]
        let listeners = kinds().map(signal);
        #[cfg(windows)]
        let listeners = std::iter::once(ctrl_c());
        Self(listeners.filter_map(Result::ok).collect())
    }

    /// Waits for the next request. A request that comes between two calls is not lost.
    pub(crate) async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let heard = self.0.iter_mut().any(|listener| {
                matches!(
                    listener.poll_recv(context),
                    std::task::Poll::Ready(Some(()))
                )
            });
            if heard {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}

/// Lists the signals that ask the process to end. `nohup` starts it with SIGHUP ignored, and then it
/// stays ignored.
#[cfg(unix)]
fn kinds() -> impl Iterator<Item = SignalKind> {
    let hangup = (!is_hangup_ignored()).then(SignalKind::hangup);
    [SignalKind::interrupt(), SignalKind::terminate()]
        .into_iter()
        .chain(hangup)
}

/// Returns whether SIGHUP, signal 1, is among the ignored signals of the process. Where the system
/// has no `/proc`, it is taken as not ignored.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// Starts to listen, and returns what waits until the process is asked to end for the first time.
pub(crate) fn asked_to_end() -> impl Future<Output = ()> + Send + 'static {
    let mut signals = Signals::listen();
    async move { signals.next().await }
}
