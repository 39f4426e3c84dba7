//! The providers of a process: one for each source.

use std::sync::{Arc, Mutex, PoisonError};

use crate::fetch::Context;
use crate::provider::Provider;
use crate::source::Source;

/// Makes providers, and gives the same source the same provider.
pub struct Pool {
    context: Context,
    providers: Mutex<Vec<Arc<Provider>>>,
}

impl Pool {
    /// Returns a pool whose providers ask through `context`.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            providers: Mutex::default(),
        }
    }

    /// Returns the provider of a source. The credential that assumes a role has a provider of its own, which other roles share.
    pub fn provider(&self, source: &Source) -> Arc<Provider> {
        let base = match source {
            Source::Role(role) => Some(self.provider(&role.base)),
            Source::AccessKey(_)
            | Source::Metadata(_)
            | Source::Oidc(_)
            | Source::External(_)
            | Source::Uri(_) => None,
        };
        // Poisoning is harmless: providers are only added.
        let mut providers = self
            .providers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = providers.iter().find(|known| known.source() == source) {
            return Arc::clone(known);
        }
        let (context, number) = (self.context.clone(), providers.len() + 1);
        let made = Arc::new(Provider::new(source.clone(), base, context, number));
        providers.push(Arc::clone(&made));
        made
    }
}
