//! Programs for Node.js that judge what we write with a library that is not ours.

use std::io::Write;
use std::process::{Command, Stdio};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::environment;

/// Gives a script of `tests/` its question as JSON; what it answers.
pub(crate) fn ask<T: DeserializeOwned>(script: &str, question: &Value) -> T {
    let mut node = Command::new("node")
        .arg(environment::root().join("tests").join(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Node.js starts");
    let mut stdin = node.stdin.take().expect("its input");
    stdin.write_all(question.to_string().as_bytes()).expect("it reads");
    drop(stdin);
    let output = node.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}
