//! Shared by the tests of the binary: an empty machine, the simulator as a server, and servers that
//! misbehave.

pub(crate) mod chromium;
pub(crate) mod demo;
pub(crate) mod estate;
pub(crate) mod refusals;
#[cfg(unix)]
pub(crate) mod terminal;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Returns the path of an external program or file that a test needs, from this variable. `None`
/// skips the test, with a message. With `NAME_REQUIRED=1`, as in CI, a missing path fails the test.
pub(crate) fn named(variable: &str, how: &str) -> Option<String> {
    let named = std::env::var(variable).ok().filter(|path| !path.is_empty());
    if named.is_none() {
        let is_required =
            std::env::var_os(format!("{variable}_REQUIRED")).is_some_and(|value| value == "1");
        assert!(!is_required, "{variable} is not set: {how}");
        // `eprintln!` would be captured in a passing test.
        std::io::stderr()
            .write_all(format!("skipped a test, because {variable} is not set: {how}\n").as_bytes())
            .unwrap();
    }
    named
}

/// The variables that `cen` or its libraries read. A test has only those that it sets itself.
const VARIABLES: [&str; 42] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "ALIBABA_CLOUD_CREDENTIALS_FILE",
    "ACCESS_KEY_ID",
    "ACCESS_KEY_SECRET",
    "SECURITY_TOKEN",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
    "ALIBABA_CLOUD_IMDSV1_DISABLED",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALICLOUD_ACCESS_KEY",
    "ALICLOUD_SECRET_KEY",
    "ALICLOUD_SECURITY_TOKEN",
    "ALIBABACLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_SECRET",
    "ALICLOUD_ACCESS_KEY_ID",
    "ALICLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    "ALIBABA_CLOUD_ROLE_SESSION_NAME",
    "ALIBABA_CLOUD_ECS_METADATA",
    "ALIBABA_CLOUD_CREDENTIALS_URI",
    "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS",
    "ALIBABA_CLOUD_PROFILE",
    "CEN_METADATA_ENDPOINT",
    "ALIBABA_CLOUD_CONFIG_FILE",
    "CEN_ENDPOINT",
    "CEN_NOTIFY",
    "CEN_DINGTALK_SECRET",
    "USERPROFILE",
    "RUST_LOG",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "RUST_BACKTRACE",
];

/// A user's machine: one folder that is the home folder and the current folder, without the
/// developer's environment.
pub(crate) struct Machine {
    folder: TempDir,
}

/// The exit code and the output of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Returns a machine with these files.
    pub(crate) fn with<const N: usize>(files: [(&str, &str); N]) -> Self {
        let machine = Self::new();
        files
            .iter()
            .for_each(|(name, text)| machine.write(name, text));
        machine
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `cen` to its end, without a terminal.
    pub(crate) fn cen(&self, arguments: &[&str]) -> Ended {
        self.cen_with(arguments, &[])
    }

    /// The same, with these variables set.
    pub(crate) fn cen_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        ended(self.command(arguments).envs(variables.iter().copied()))
    }

    /// Runs a line in a shell that finds `cen`, without a terminal.
    pub(crate) fn shell(&self, line: &str) -> Ended {
        let folder = Path::new(env!("CARGO_BIN_EXE_cen")).parent().unwrap();
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(
            [folder.to_owned()]
                .into_iter()
                .chain(std::env::split_paths(&others)),
        )
        .unwrap();
        ended(self.prepare("sh").args(["-c", line]).env("PATH", path))
    }

    /// Starts `cen` without a terminal; its output can be read.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        started(self.command(arguments))
    }

    /// Starts `cen` through a program that executes its arguments, such as `nohup`.
    pub(crate) fn spawn_with(&self, program: &str, arguments: &[&str]) -> Child {
        let mut command = self.prepare(program);
        command.arg(env!("CARGO_BIN_EXE_cen")).args(arguments);
        started(command)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.prepare(env!("CARGO_BIN_EXE_cen"));
        command.args(arguments);
        command
    }

    /// Prepares a program in this folder, without the developer's variables that `cen` would read.
    fn prepare(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        VARIABLES.iter().for_each(|name| {
            command.env_remove(name);
        });
        command
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("NO_COLOR", "1");
        command
    }

    /// Starts the simulator with the seed `seed.yaml`, profiles in `profiles.json`, and requests logged in `requests.log`.
    pub(crate) fn simulate(&self, more: &[&str]) -> Simulator {
        let usual = [
            "simulate",
            "--listen",
            "127.0.0.1:0",
            "--seed",
            "seed.yaml",
            "--write-profiles",
            "profiles.json",
            "--log",
            "requests.log",
        ];
        self.serve(&usual.iter().chain(more).copied().collect::<Vec<_>>())
    }

    /// Starts `cen` with arguments that make it listen.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Simulator {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut simulator = Simulator {
            child,
            stdout,
            address: String::new(),
            more: String::new(),
        };
        let mut line = String::new();
        simulator.stdout.read_line(&mut line).unwrap();
        match line.trim_end().strip_prefix("listening on ") {
            Some(address) => simulator.address = address.to_owned(),
            None => panic!("{line}{}", simulator.end()),
        }
        if simulator.address.starts_with("https") {
            simulator.stdout.read_line(&mut simulator.more).unwrap();
        }
        simulator
    }
}

/// Runs a command to its end, without a terminal.
fn ended(command: &mut Command) -> Ended {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let ended = Ended {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert!(
        !ended.stderr.contains("panicked"),
        "{command:?}: {}",
        ended.stderr
    );
    ended
}

/// A running `cen simulate`. It is ended on drop, also when a test fails.
pub(crate) struct Simulator {
    child: Child,
    /// Kept open, because the server may end if nobody reads its output.
    stdout: BufReader<ChildStdout>,
    pub(crate) address: String,
    /// What it says after its address; over TLS, where the certificate of its authority is.
    pub(crate) more: String,
}

impl Simulator {
    /// Ends it as Ctrl-C does, and returns its exit code and its stderr.
    pub(crate) fn interrupt(&mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(asked.success());
        let mut said = String::new();
        let stderr = self.child.stderr.as_mut().unwrap();
        stderr.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }

    /// Ends it, and returns the rest of its stdout and stderr.
    pub(crate) fn end(mut self) -> String {
        self.child.kill().unwrap();
        let mut said = String::new();
        self.stdout.read_to_string(&mut said).unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        said
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the URL of a server that reads each request as text, answers with these bytes, and
/// closes the connection. It ends with the test.
pub(crate) fn server(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read_request(&mut stream);
            // A client that has closed its connection is not an error here.
            let _ = stream.write_all(&answer(&request));
        }
    });
    format!("http://{address}")
}

/// Returns the URL of a port on which nothing listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Returns an HTTP answer with this body.
pub(crate) fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads to the end of the request. Closing earlier would reset the connection, and the client
/// would see another error.
pub(crate) fn read_request(stream: &mut TcpStream) -> String {
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let mut read = Vec::new();
    while !is_whole(&read) {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(length) => read.extend_from_slice(&chunk[..length]),
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let lengths = head.lines().filter_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length:")
            .map(str::to_owned)
    });
    lengths
        .map(|length| length.trim().parse::<usize>().unwrap())
        .all(|length| body.len() >= length)
}

/// Starts a command without a terminal; its output can be read.
fn started(mut command: Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}
