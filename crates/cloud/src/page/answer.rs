//! An answer as a page of a list.

use serde::Deserialize;
use serde_json::Value;

use super::reading::{ListRow, ReadPage};
use crate::error::Error;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::rpc::Client;
use crate::wire::drop_nulls;

/// What comes with the rows of a page.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trailer {
    total_count: Option<Count>,
    #[serde(default)]
    next_token: String,
}

/// A number of rows, which some operations write as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Number(usize),
    Text(String),
}

impl Client {
    /// Asks for one page.
    pub(super) async fn page<T: ListRow>(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<ReadPage<T>, Error> {
        let answer: Value = self.call(operation, parameters.into_pairs()).await?;
        decode(answer).map_err(|reason| self.unreadable(operation, &reason))
    }
}

fn decode<T: ListRow>(mut answer: Value) -> Result<ReadPage<T>, serde_json::Error> {
    drop_nulls(&mut answer);
    let weight = weight(&answer);
    let trailer = Trailer::deserialize(&answer)?;
    let total_count = match trailer.total_count {
        Some(Count::Number(count)) => Some(count),
        Some(Count::Text(text)) => text.parse().ok(),
        None => None,
    };
    Ok(ReadPage {
        rows: rows(&mut answer)?,
        total_count,
        next_token: trailer.next_token,
        weight,
    })
}

fn rows<T: ListRow>(answer: &mut Value) -> Result<Option<Vec<T>>, serde_json::Error> {
    let (wrapper, inner) = T::PATH.split_first().expect("every list has a name");
    let Some(wrapped) = answer.get_mut(wrapper) else {
        return Ok(None);
    };
    let list = inner
        .iter()
        .try_fold(wrapped, |value, name| value.get_mut(name));
    list.map_or_else(
        || Ok(Some(Vec::new())),
        |list| serde_json::from_value(list.take()).map(Some),
    )
}

/// About how much memory a value takes, in bytes.
fn weight(value: &Value) -> usize {
    let below = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| name.len() + weight(field))
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + below
}
