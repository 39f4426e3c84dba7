//! Drives a real browser through its DevTools protocol over a pair of pipes, without a driver or a
//! library.
//!
//! `CEN_CHROMIUM` names the browser (Debian's package `chromium` has one). With
//! `CEN_CHROMIUM_REQUIRED=1`, as in CI, a missing browser fails the test.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::named;

const HOW: &str = "install Debian's package `chromium`, and run: CEN_CHROMIUM=\"$(command -v chromium)\" cargo test";

/// The time limit for one answer of the browser.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page in a browser. It is closed on drop, also when a test fails.
pub(crate) struct Page {
    browser: Child,
    commands: File,
    messages: Receiver<Value>,
    session: String,
    sent: u64,
    /// Errors on the page, and every request that it made to the network.
    pub(crate) complaints: Vec<String>,
    /// Holds the pipes and the browser's profile.
    _folder: TempDir,
}

/// Returns the browser to test with. `None` skips the test, with a message.
pub(crate) fn chromium() -> Option<String> {
    named("CEN_CHROMIUM", HOW)
}

/// A window: its size in pixels, whether it is a phone's, and whether its reader prefers dark pages.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    pub(crate) size: [u32; 2],
    pub(crate) is_phone: bool,
    pub(crate) is_dark: bool,
}

/// The window of most tests.
pub(crate) const WINDOW: Window = Window {
    size: [1400, 900],
    is_phone: false,
    is_dark: false,
};

impl Page {
    /// Opens a file in a window of 1400 by 900.
    pub(crate) fn open(chromium: &str, file: &Path) -> Self {
        Self::open_at(chromium, file, "", WINDOW)
    }

    /// Opens a file at a fragment of its address, such as `#network=hub`.
    pub(crate) fn open_at(chromium: &str, file: &Path, fragment: &str, window: Window) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pipe = |name: &str| {
            let path = folder.path().join(name);
            assert!(
                Command::new("mkfifo")
                    .arg(&path)
                    .status()
                    .unwrap()
                    .success()
            );
            path
        };
        let (to, from) = (pipe("to"), pipe("from"));
        let script = "exec \"$1\" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                      --disable-component-update --disable-sync --remote-debugging-pipe --window-size=1400,900 \"--user-data-dir=$2\" 3<\"$3\" 4>\"$4\"";
        let mut command = Command::new("sh");
        command
            .args(["-c", script, "sh", chromium])
            .arg(folder.path().join("profile"))
            .arg(&to)
            .arg(&from);
        let browser = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The shell opens the pipes in this order, and opening each end blocks until the other is
        // open.
        let commands = File::options().write(true).open(&to).unwrap();
        let messages = listen(File::open(&from).unwrap());
        let mut page = Self {
            browser,
            commands,
            messages,
            session: String::new(),
            sent: 0,
            complaints: Vec::new(),
            _folder: folder,
        };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = page.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        page.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        let [width, height] = window.size;
        page.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": window.is_phone }),
        );
        let scheme = if window.is_dark { "dark" } else { "light" };
        page.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        );
        page.call(
            "Page.navigate",
            json!({ "url": format!("file://{}{fragment}", file.display()) }),
        );
        page.wait_for("Page.loadEventFired");
        page
    }

    /// Sends a command and waits for what it returns.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": parameters });
        if !self.session.is_empty() {
            command["sessionId"] = self.session.as_str().into();
        }
        self.commands
            .write_all(format!("{command}\0").as_bytes())
            .unwrap();
        loop {
            let message = self.receive();
            if message["id"] == self.sent {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    fn wait_for(&mut self, event: &str) {
        while self.receive()["method"] != event {}
    }

    fn receive(&mut self) -> Value {
        let message = self
            .messages
            .recv_timeout(PATIENCE)
            .expect("the browser is there and answers");
        let parameters = &message["params"];
        match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => self
                .complaints
                .push(parameters["exceptionDetails"].to_string()),
            Some("Runtime.consoleAPICalled") => {
                self.complaints.push(parameters["args"].to_string())
            }
            Some("Log.entryAdded") => self
                .complaints
                .push(parameters["entry"]["text"].to_string()),
            Some("Network.requestWillBeSent") if !is_local(&parameters["request"]["url"]) => {
                self.complaints.push(parameters["request"].to_string())
            }
            _ => {}
        }
        message
    }

    /// Returns the value of an expression on the page, awaited if it is a promise.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let answer = self.call(
            "Runtime.evaluate",
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {}",
            answer["exceptionDetails"]
        );
        answer["result"]["value"].clone()
    }

    /// Returns the text of the element with this selector.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        self.value(&format!(
            "document.querySelector({}).textContent",
            json!(selector)
        ))
        .as_str()
        .unwrap()
        .to_owned()
    }

    /// Returns the centre of the element with this selector on the screen. An element beside the
    /// picture is scrolled into view.
    pub(crate) fn middle(&mut self, selector: &str) -> [f64; 2] {
        let expression = format!(
            "(() => {{ const part = document.querySelector({}); if (part.closest('aside')) part.scrollIntoView({{ block: 'nearest' }}); \
             const box = part.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        );
        serde_json::from_value(self.value(&expression)).unwrap()
    }

    /// Presses the pointer at a point, moves it, and releases it.
    pub(crate) fn drag(&mut self, from: [f64; 2], to: [f64; 2]) {
        for (kind, [x, y]) in [
            ("mouseMoved", from),
            ("mousePressed", from),
            ("mouseMoved", to),
            ("mouseReleased", to),
        ] {
            let pressed = i32::from(kind != "mouseReleased" && kind != "mousePressed");
            let button = if kind == "mouseMoved" && from == to {
                "none"
            } else {
                "left"
            };
            self.call(
                "Input.dispatchMouseEvent",
                json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": pressed, "clickCount": 1 }),
            );
        }
    }

    /// Clicks on the element with this selector.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.drag(at, at);
    }

    /// Turns the wheel over a point.
    pub(crate) fn wheel(&mut self, [x, y]: [f64; 2], by: f64) {
        self.call(
            "Input.dispatchMouseEvent",
            json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": by }),
        );
    }

    /// Presses a key. A printable key also types its character.
    pub(crate) fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 {
            json!(key)
        } else {
            json!(null)
        };
        let mut down = json!({ "type": "keyDown", "key": key });
        if !text.is_null() {
            down["text"] = text;
        }
        self.call("Input.dispatchKeyEvent", down);
        self.call(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyUp", "key": key }),
        );
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}

/// Tells whether an address needs no network.
fn is_local(url: &Value) -> bool {
    let url = url.as_str().unwrap_or_default();
    url.starts_with("file:") || url.starts_with("data:")
}

/// Reads the browser's messages, each terminated by a zero byte, until it ends.
fn listen(pipe: File) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut message = Vec::new();
        while pipe
            .read_until(0, &mut message)
            .is_ok_and(|length| length > 0)
        {
            message.pop();
            if sender
                .send(serde_json::from_slice(&message).unwrap())
                .is_err()
            {
                return;
            }
            message.clear();
        }
    });
    receiver
}
