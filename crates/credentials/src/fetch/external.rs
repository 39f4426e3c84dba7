//! A command that prints keys, as the vendor's tool runs it: without a shell.

use std::process::Stdio;
use std::time::Duration;

use cen_cloud::{Credential, printable};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use super::Fetched;
use crate::problem::CredentialProblem;
use crate::secret::Secret;
use crate::source::External;

/// How long it may take. Source: the vendor's Go and Python clients.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The most that is read of what it prints, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// What it prints.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Printed {
    mode: String,
    access_key_id: String,
    access_key_secret: Secret,
    sts_token: Secret,
    expiration: String,
}

/// Runs the command and reads what it prints. What it says on its error output is thrown away: it may be a secret.
pub(super) async fn fetch(external: &External) -> Result<Fetched, CredentialProblem> {
    let words = shell_words::split(external.command.expose()).map_err(|_| {
        CredentialProblem::CommandForm {
            reason: "a quote is not closed",
        }
    })?;
    let (program, arguments) = words.split_first().ok_or(CredentialProblem::CommandForm {
        reason: "it is empty",
    })?;
    let shown = printable(program);
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| CredentialProblem::NotStarted {
            program: shown.clone(),
            reason: error.to_string(),
        })?;
    let output = tokio::time::timeout(TIMEOUT, output_of(child))
        .await
        .map_err(|_| CredentialProblem::TooSlow {
            program: shown.clone(),
            seconds: TIMEOUT.as_secs(),
        })?;
    let failed = |status: String| CredentialProblem::Failed {
        program: shown.clone(),
        status,
    };
    let (output, status) = output.map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    read(&output).map_err(|lacks| CredentialProblem::Printed {
        program: shown.clone(),
        lacks,
    })
}

async fn output_of(mut child: Child) -> std::io::Result<(Vec<u8>, std::process::ExitStatus)> {
    let mut output = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(LONGEST).read_to_end(&mut output).await?;
    }
    Ok((output, child.wait().await?))
}

/// Reads the keys that a command printed. What serde says may repeat a secret, so it is dropped.
fn read(output: &[u8]) -> Result<Fetched, &'static str> {
    let printed: Printed =
        serde_json::from_slice(output).map_err(|_| "it is not the JSON of one")?;
    if printed.access_key_id.is_empty() {
        return Err("`access_key_id` is missing");
    }
    if printed.access_key_secret.is_empty() {
        return Err("`access_key_secret` is missing");
    }
    let token = match printed.mode.as_str() {
        "AK" => None,
        "StsToken" if printed.sts_token.is_empty() => return Err("`sts_token` is missing"),
        "StsToken" => Some(printed.sts_token.expose().to_owned()),
        _ => return Err("its `mode` is neither `AK` nor `StsToken`"),
    };
    let ends = match printed.expiration.as_str() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|_| "`expiration` is not a time such as 2026-01-02T03:04:05Z")?,
        ),
    };
    Ok(Fetched {
        credential: Credential::new(
            printed.access_key_id,
            printed.access_key_secret.expose(),
            token,
        ),
        ends,
    })
}
