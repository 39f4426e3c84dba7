//! ClientToken: the same token gets the same answer, and its work is done once.

use sha1::{Digest as _, Sha1};

use crate::call::{Call, ListAnswer};
use crate::operations::Operation;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::response::Body;
use crate::world::{TokenAfterBlocking, TokenUse};

/// Runs an operation that knows ClientToken: what was answered once is answered again, and to other parameters nothing is.
pub(crate) fn once(operation: &Operation, call: &mut Call<'_>) -> ListAnswer {
    let Some(token) = call.parameters.get("ClientToken") else {
        return (operation.run)(call);
    };
    if token.len() > 64 || !token.is_ascii() {
        return Err(Refusal::invalid("ClientToken"));
    }
    let key = format!("{}/{}/{token}", call.caller, operation.action);
    let parameters = digest(call.parameters);
    if let Some(before) = call.world.tokens.get(&key) {
        if before.parameters == parameters {
            return match before.was_blocked {
                true => Err(Refusal::blocking()),
                false => Ok(before.answer.clone().into()),
            };
        }
        let message = "The specified ClientToken was used with other parameters.";
        return Err(Refusal::new(
            400,
            operation.product.token_mismatch(),
            message,
        ));
    }
    if call.world.is_full() {
        return Err(Refusal::new(
            400,
            "QuotaExceeded.World",
            "The simulated world is full: begin a new one.",
        ));
    }
    let answer = (operation.run)(call);
    let replays = call.world.assumptions.token_after_blocking == TokenAfterBlocking::Replay;
    let was_blocked =
        matches!(&answer, Err(refusal) if replays && refusal.code == Refusal::blocking().code);
    if answer.is_ok() || was_blocked {
        let used = TokenUse {
            parameters,
            answer: answer.as_ref().map(Body::value).unwrap_or_default(),
            was_blocked,
        };
        call.world.tokens.insert(key, used);
    }
    answer
}

fn digest(parameters: &Parameters) -> String {
    let mut hash = Sha1::new();
    for (key, value) in parameters.own() {
        hash.update(format!("{}:{key}={}:{value}\n", key.len(), value.len()));
    }
    hex::encode(hash.finalize())
}
