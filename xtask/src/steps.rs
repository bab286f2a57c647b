//! Long steps, announced and timed.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// The steps done so far, in order.
pub(crate) struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { done: Vec::new() }
    }

    /// Announces a step, does it, and says how long it took.
    pub(crate) fn run<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("▸ {name}");
        let start = Instant::now();
        let value = step().with_context(|| format!("this step failed: {name}"))?;
        let took = start.elapsed();
        println!("  done in {}", words(took));
        self.done.push((name.to_owned(), took));
        Ok(value)
    }

    /// One line a step, and the total.
    pub(crate) fn summary(&self) -> String {
        let mut text = String::new();
        for (name, took) in &self.done {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:>12}  {name}", words(*took));
        }
        let total = self.done.iter().map(|(_, took)| *took).sum();
        let _ = write!(text, "{:>12}  in all", words(total));
        text
    }
}

/// A duration as a person says it.
fn words(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", took.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(words(Duration::from_millis(420)), "0.4 s");
        assert_eq!(words(Duration::from_millis(38_900)), "38 s");
        assert_eq!(words(Duration::from_secs(136)), "2 min 16 s");
    }

    #[test]
    fn a_failed_step_names_itself_and_is_not_summed() {
        let mut steps = Steps::new();
        steps.run("one", || Ok(())).unwrap();
        let error = steps.run("two", || -> Result<()> { anyhow::bail!("broken") }).unwrap_err();
        assert_eq!(error.to_string(), "this step failed: two");
        assert_eq!(steps.summary().lines().count(), 2);
    }
}
