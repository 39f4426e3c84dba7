//! Work on many files at once that needs no runtime.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Does some work for each file, `jobs` files at the same time, and returns the results in the order of the files.
pub(crate) fn in_threads<T: Send>(
    files: &[PathBuf],
    jobs: NonZeroUsize,
    work: impl Fn(&Path) -> T + Sync,
) -> Vec<T> {
    let work = &work;
    let some = |files: &[PathBuf]| {
        std::thread::scope(|scope| {
            let threads: Vec<_> = files
                .iter()
                .map(|file| scope.spawn(move || work(file)))
                .collect();
            let ended = threads.into_iter().map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            ended.collect::<Vec<T>>()
        })
    };
    files.chunks(jobs.get()).flat_map(some).collect()
}
