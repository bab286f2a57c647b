//! The figures of the peers as a table and a chart.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;

/// The order of rows, and what the programs are called.
const NAMES: [(&str, &str); 8] = [
    ("azimut", "**Azimut**"),
    ("floor", "plain JSON and thirty lines"),
    ("minisearch", "MiniSearch"),
    ("orama", "Orama"),
    ("flexsearch", "FlexSearch"),
    ("lunr", "Lunr, French"),
    ("fuse", "Fuse.js"),
    ("pagefind", "Pagefind"),
];

/// Short columns for the networks, slowest first.
const NETWORKS: [&str; 4] = ["400 kbit/s, 400 ms", "512 kbit/s, 300 ms", "1.6 Mbit/s, 150 ms", "no limit"];

/// The network of the chart.
const CHARTED: &str = NETWORKS[1];

/// Writes `peers.json`, `peers.md` and `peers.svg` into a folder, from the figures of each size, smallest first.
pub(super) fn write(sizes: &Value, into: &Path) -> Result<()> {
    fs::create_dir_all(into).with_context(|| format!("cannot make {}", into.display()))?;
    let json = serde_json::to_string_pretty(sizes)? + "\n";
    let text = table(&sizes[0]) + &growth(sizes);
    for (name, text) in [("peers.json", json), ("peers.md", text), ("peers.svg", chart(&sizes[0]))] {
        fs::write(into.join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

/// Where the summary stands in the README.
const SUMMARY: [&str; 2] = ["<!-- peers: cargo xtask bench peers -->\n", "<!-- /peers -->\n"];

/// The README with today's summary in the place of the one before.
pub(super) fn with_summary(readme: &str, smallest: &Value, date: &str) -> Result<String> {
    let [begin, end] = SUMMARY;
    let (before, rest) = readme.split_once(begin).context("README.md has no place for the summary")?;
    let (_, after) = rest.split_once(end).context("README.md has no end of the summary")?;
    Ok(format!("{before}{begin}{}{end}{after}", summary(smallest, date)))
}

fn summary(all: &Value, date: &str) -> String {
    let mut out = format!(
        "| {CHARTED}, empty cache | first result by need and place, s | by keyword, s | kB to it | right answer in the first three |\n\
         |---|--:|--:|--:|--:|\n"
    );
    for (key, name) in NAMES {
        let peer = &all["peers"][key];
        let at = &peer["networks"][CHARTED];
        let share = match (peer["hit_3"].as_f64(), peer["queries"].as_f64()) {
            (Some(hits), Some(asked)) => format!("{:.0} %", 100.0 * hits / asked),
            _ => "–".to_owned(),
        };
        let bytes = [&at["place"]["bytes"], &at["keyword"]["bytes"]];
        let bytes: Vec<String> = bytes.into_iter().filter(|it| !it.is_null()).map(thousands).collect();
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} | {share} |",
            seconds(&at["place"]["first_ms"]),
            seconds(&at["keyword"]["first_ms"]),
            bytes.join(" / "),
        );
    }
    let _ = writeln!(
        out,
        "\n{} places, {date}, `cargo xtask bench peers`. All networks, the time to a form, latencies, memory and larger\n\
         directories are in [bench/results/peers.md](bench/results/peers.md), with how each program was set up.",
        all["places"]
    );
    out
}

/// What larger directories cost, without a limit of the network.
fn growth(sizes: &Value) -> String {
    let mut out = String::from(
        "\n## Larger directories\n\nKilobytes to the first result of a keyword and seconds to it without a limit of the \
         network; a key to the list, in milliseconds (worst family); megabytes of memory; seconds to build the index.\n",
    );
    for size in sizes.as_array().into_iter().flatten() {
        let _ = write!(
            out,
            "\n### {} places\n\n| | kB | s | ms (worst) | MB | built, s |\n|---|--:|--:|--:|--:|--:|\n",
            size["places"]
        );
        for (key, name) in NAMES {
            let peer = &size["peers"][key];
            let visit = &peer["networks"][NETWORKS[3]]["keyword"];
            if visit.is_null() {
                continue;
            }
            let memory = peer["memory_bytes"].as_f64().unwrap_or(0.0) / 1e6;
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {} | {memory:.0} | {} |",
                thousands(&visit["bytes"]),
                seconds(&visit["first_ms"]),
                latency(peer),
                seconds(&peer["build_ms"]),
            );
        }
    }
    out
}

/// Seconds with one decimal, `–` where there is nothing.
fn seconds(value: &Value) -> String {
    value.as_f64().map_or_else(|| "–".to_owned(), |ms| format!("{:.1}", ms / 1000.0))
}

fn thousands(value: &Value) -> String {
    value.as_f64().map_or_else(|| "–".to_owned(), |bytes| format!("{:.0}", bytes / 1000.0))
}

/// The middle of the families' latencies and the worst of them.
fn latency(peer: &Value) -> String {
    let families = peer["latency_ms"].as_object();
    let mut all: Vec<f64> = families.into_iter().flatten().filter_map(|(_, ms)| ms.as_f64()).collect();
    all.sort_by(f64::total_cmp);
    match (all.get(all.len() / 2), all.last()) {
        (Some(middle), Some(worst)) => format!("{middle:.1} / {worst:.1}"),
        _ => "–".to_owned(),
    }
}

fn table(all: &Value) -> String {
    let mut out = format!(
        "# Azimut beside others\n\nMade by `cargo xtask bench peers`: one machine, one run, headless Chromium, the same \
         server, files compressed beforehand (brotli), the middle of three visits with an empty cache. {} structures, {} \
         places. Times are seconds from the moment the page asks for its script; on the two middle networks the processor \
         is four times slower. Each program is set up as its guide says for French; `bench/peers/engines/` is how.\n",
        all["structures"], all["places"]
    );
    for (title, scenario) in [("By keyword", "keyword"), ("By need and place", "place")] {
        let _ = write!(out, "\n## {title}\n\n| | kB to it | requests | kB in all |");
        for network in NETWORKS {
            let _ = write!(out, " {network} |");
        }
        out.push_str(" again |\n|---|--:|--:|--:|");
        out.push_str(&"--:|".repeat(NETWORKS.len() + 1));
        out.push('\n');
        for (key, name) in NAMES {
            let networks = &all["peers"][key]["networks"];
            let at = |network: &str| &networks[network][scenario];
            if at(CHARTED).is_null() {
                continue;
            }
            let visit = at(CHARTED);
            let _ = write!(
                out,
                "| {name} | {} | {} | {} |",
                thousands(&visit["bytes"]),
                visit["requests"],
                thousands(&visit["all_bytes"])
            );
            for network in NETWORKS {
                let visit = at(network);
                let usable = seconds(&visit["usable_ms"]);
                let _ = write!(out, " {} ({usable}) |", seconds(&visit["first_ms"]));
            }
            let _ = writeln!(out, " {} |", seconds(&visit["again_ms"]));
        }
        out.push_str("\nFirst result, and in brackets a form that takes keys. A keyword is typed at once.\n");
    }
    out.push_str(
        "\n## Answers\n\n| | first right | in the first three | a key to the list, ms (worst family) | memory, MB | index built, s | goes on without a network |\n\
         |---|--:|--:|--:|--:|--:|---|\n",
    );
    for (key, name) in NAMES {
        let peer = &all["peers"][key];
        let Some(asked) = peer["queries"].as_f64() else { continue };
        let share = |of: &str| peer[of].as_f64().map_or(0.0, |hits| 100.0 * hits / asked);
        let memory = peer["memory_bytes"].as_f64().unwrap_or(0.0) / 1e6;
        let offline = if peer["offline"] == true { "yes" } else { "no" };
        let _ = writeln!(
            out,
            "| {name} | {:.0} % | {:.0} % | {} | {memory:.0} | {} | {offline} |",
            share("hit_1"),
            share("hit_3"),
            latency(peer),
            seconds(&peer["build_ms"]),
        );
    }
    let asked = &all["peers"]["azimut"]["queries"];
    let _ = writeln!(
        out,
        "\n{asked} judged queries of `tests/relevance/` that ask for structures by words alone. They were written for \
         Azimut, which is tuned on them; ours show more than a name, with counts beside each choice, which is in the time."
    );
    out
}

/// Bars of the first results on the charted network.
fn chart(all: &Value) -> String {
    let mut bars = Vec::new();
    for (scenario, what) in [("keyword", "keyword"), ("place", "need and place")] {
        for (key, name) in NAMES {
            let first = &all["peers"][key]["networks"][CHARTED][scenario]["first_ms"];
            if let Some(ms) = first.as_f64() {
                bars.push((format!("{}, {what}", name.trim_matches('*')), ms / 1000.0, key == "azimut"));
            }
        }
    }
    let longest = bars.iter().map(|(_, seconds, _)| *seconds).fold(1.0, f64::max);
    let height = 40 + 26 * bars.len();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 820 {height}\" font-family=\"sans-serif\" font-size=\"14\" role=\"img\">\n\
         <title>First result at {CHARTED}, in seconds</title>\n<rect width=\"820\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"8\" y=\"22\" font-weight=\"bold\">First result at {CHARTED}, in seconds</text>\n"
    );
    for (number, (label, seconds, ours)) in bars.iter().enumerate() {
        let y = 36 + 26 * number;
        let width = 400.0 * seconds / longest;
        let fill = if *ours { "#0b5c6b" } else { "#9fb4ba" };
        let _ = writeln!(
            out,
            "<text x=\"350\" y=\"{}\" text-anchor=\"end\">{label}</text><rect x=\"358\" y=\"{y}\" width=\"{width:.0}\" height=\"18\" \
             fill=\"{fill}\"/><text x=\"{:.0}\" y=\"{}\">{seconds:.1}</text>",
            y + 14,
            364.0 + width,
            y + 14
        );
    }
    out.push_str("</svg>\n");
    out
}
