//! Chromium, steered by the `DevTools` protocol over a pipe: what is sent is JSON, ended by a zero.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::browser::browser;

/// How long is waited for what is going to be shown. Only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    count: u64,
    session: Option<String>,
    /// What happened in the page: names of events, and what is told of them.
    events: Vec<(String, Value)>,
    profile: TempDir,
}

impl Browser {
    /// Starts it, unless there is none on this machine.
    pub(crate) fn start(what: &str) -> Option<Self> {
        let name = browser(what)?;
        let profile = tempfile::tempdir().expect("a folder");
        // The browser reads descriptor 3 and writes descriptor 4.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", name])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"])
            .args([
                "--disable-background-networking",
                "--no-first-run",
                "--lang=en",
                "--disable-lcd-text",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell runs");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let mut browser =
            Self { child, input, output, count: 0, session: None, events: Vec::new(), profile };
        browser.open_page();
        Some(browser)
    }

    fn open_page(&mut self) {
        let target = self.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", &attach);
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    /// Calls a method of the protocol, and returns its result.
    fn call(&mut self, method: &str, params: &Value) -> Value {
        let result = self.try_call(method, params);
        result.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        self.count += 1;
        let id = self.count;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.input.write_all(format!("{message}\0").as_bytes()).expect("it reads");
        loop {
            let mut message = self.receive();
            if message["id"] == id {
                let error = message.get("error").cloned();
                return error.map_or_else(|| Ok(message["result"].take()), Err);
            }
            let name = message["method"].as_str().unwrap_or_default().to_owned();
            // A dialog holds the page up until somebody answers it.
            assert_ne!(name, "Page.javascriptDialogOpening", "{message}");
            self.events.push((name, message["params"].take()));
        }
    }

    fn receive(&mut self) -> Value {
        let mut message = Vec::new();
        self.output.read_until(0, &mut message).expect("it writes");
        assert_eq!(message.pop(), Some(0), "the browser ended");
        serde_json::from_slice(&message).expect("JSON")
    }

    pub(crate) fn open(&mut self, url: &str) {
        self.call("Page.navigate", &json!({ "url": url }));
        let has_loaded = format!(
            "location.href.startsWith({}) && document.readyState === 'complete'",
            json!(url)
        );
        self.wait_for(&has_loaded);
    }

    /// The value of an expression, or of what it promises.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let value = self.try_value(expression);
        value.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    fn try_value(&mut self, expression: &str) -> Result<Value, Value> {
        let params = json!({ "expression": expression, "awaitPromise": true,
            "returnByValue": true, "userGesture": true });
        let mut result = self.try_call("Runtime.evaluate", &params)?;
        match result.get("exceptionDetails") {
            None => Ok(result["result"]["value"].take()),
            Some(exception) => Err(exception.clone()),
        }
    }

    /// Waits until an expression is true. That it has no value while a page is loading is no
    /// mistake.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        let begun = Instant::now();
        while self.try_value(expression) != Ok(json!(true)) {
            if begun.elapsed() > PATIENCE {
                let shown = self.value("document.body.innerText.slice(0, 2000)");
                panic!("{expression} is {:?}: {shown}", self.try_value(expression));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The text of the elements that a selector finds.
    pub(crate) fn texts(&mut self, selector: &str) -> Vec<String> {
        let expression = format!(
            "[...document.querySelectorAll({})].map((found) => found.innerText)",
            json!(selector)
        );
        serde_json::from_value(self.value(&expression)).expect("texts")
    }

    /// Waits until the first element that a selector finds has this text.
    pub(crate) fn wait_for_text(&mut self, selector: &str, text: &str) {
        let (selector, text) = (json!(selector), json!(text));
        self.wait_for(&format!("document.querySelector({selector})?.innerText === {text}"));
    }

    pub(crate) fn click(&mut self, selector: &str) {
        self.value(&format!("document.querySelector({}).click()", json!(selector)));
    }

    /// Types a text into what has the focus.
    pub(crate) fn insert(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" {
            "\r"
        } else if key.len() == 1 {
            key
        } else {
            ""
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({ "type": kind, "key": key, "text": text,
                "windowsVirtualKeyCode": code });
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Looks as a machine with dark or light windows does.
    pub(crate) fn scheme(&mut self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    pub(crate) fn size(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1,
            "mobile": width < 500 });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A picture of what is shown.
    pub(crate) fn picture(&mut self) -> Vec<u8> {
        let picture = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        STANDARD.decode(picture["data"].as_str().expect("base64")).expect("base64")
    }

    /// The folder that downloads go to.
    pub(crate) fn downloads(&mut self) -> std::path::PathBuf {
        let folder = self.profile.path().join("downloads");
        let session = self.session.take();
        let allow = json!({ "behavior": "allow", "downloadPath": folder });
        self.call("Browser.setDownloadBehavior", &allow);
        self.session = session;
        folder
    }

    /// Grants the page what a user would allow.
    pub(crate) fn grant(&mut self, permission: &str) {
        let session = self.session.take();
        self.call("Browser.grantPermissions", &json!({ "permissions": [permission] }));
        self.session = session;
    }

    /// What was asked for so far, by its URL.
    pub(crate) fn requests(&mut self) -> Vec<String> {
        self.value("0");
        let asked = self.events.iter().filter(|(name, _)| name == "Network.requestWillBeSent");
        asked.filter_map(|(_, event)| event["request"]["url"].as_str().map(str::to_owned)).collect()
    }

    /// Errors in scripts, and what the policy of the page had to forbid.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        self.value("0");
        let complaints = ["Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"];
        let events = self.events.iter().filter(|(name, _)| complaints.contains(&name.as_str()));
        events.map(|(name, event)| format!("{name}: {event}")).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
