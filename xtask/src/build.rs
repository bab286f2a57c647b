//! The site: Trunk makes the two WebAssembly modules, `sitegen` makes everything else.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    fresh::Stamp,
    process,
    project::{Project, given_or},
    setup::{self, Setup},
    size,
    steps::Steps,
    toolchain::{Purpose, TARGET},
};

/// What the modules are made from; `fresh` leaves out what tools write there.
const WIDGET_INPUTS: [&str; 7] =
    ["engine", "patches", "textsearch", "widget", "Cargo.lock", "Cargo.toml", ".cargo/config.toml"];

/// The script that a member's page names, in Trunk's output.
const LOADER: &str = "loader.js";
/// What it fetches when a visitor asks for it, and the service worker.
const EXTRAS: &str = "extras.js";
const EVERYWHERE: &str = "everywhere.js";
const GUIDANCE: &str = "guidance.js";
const WORKER: &str = "worker.js";
/// What draws QR codes, beside them.
const QR: &str = "qr.js";
/// What sitegen replaces in it.
const PLACEHOLDER: &str = "\"__AZIMUT_CONFIG__\"";

/// `cargo xtask build`.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// The authored content [default: content]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    /// Where the index bundles go [default: index-data]
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Where the site goes [default: dist]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Address the site will have, in place of the one in site.toml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

/// `cargo xtask serve`.
#[derive(Args)]
pub(crate) struct ServeOptions {
    /// Port to listen on [default: sitegen's own]
    #[arg(long)]
    port: Option<u16>,
    /// The built site [default: dist]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The folders of one site, seen from the repository.
pub(crate) struct Site {
    pub(crate) content: PathBuf,
    pub(crate) index: PathBuf,
    pub(crate) dist: PathBuf,
    pub(crate) base_url: Option<String>,
}

impl Site {
    /// Folders that the developer gave are seen from where they are; the others from the repository.
    fn resolve(options: &Options) -> Result<Self> {
        Ok(Self {
            content: given_or(options.content.as_deref(), "content")?,
            index: given_or(options.index.as_deref(), "index-data")?,
            dist: given_or(options.out.as_deref(), "dist")?,
            base_url: options.base_url.clone(),
        })
    }
}

pub(crate) fn command(project: &Project, options: &Options, steps: &mut Steps) -> Result<()> {
    let setup = setup::ensure(project, steps)?;
    let site = Site::resolve(options)?;
    make(project, &setup, &site, steps)?;
    let dist = project.root.join(&site.dist);
    println!("\nBuilt {} ({}).", dist.display(), size::folder(&dist)?);
    if let Some(sizes) = size::brief(project, &dist)? {
        println!("{sizes}");
    }
    let folder = options.out.as_ref().map(|out| format!(" --dir {}", out.display())).unwrap_or_default();
    println!("Next: cargo xtask serve{folder}");
    Ok(())
}

/// Makes the modules when their sources changed, and the site always: that is fast.
pub(crate) fn make(project: &Project, setup: &Setup, site: &Site, steps: &mut Steps) -> Result<()> {
    make_widget(project, setup, steps)?;
    compile_sitegen(project, steps)?;
    steps
        .run("Making the index and the site with sitegen", || process::run(&mut sitegen_build(project, site)))
}

fn sitegen_build(project: &Project, site: &Site) -> Command {
    let mut sitegen = Command::new(project.sitegen());
    sitegen.current_dir(&project.root).arg("build");
    sitegen.arg("--content").arg(&site.content).arg("--index").arg(&site.index);
    sitegen.arg("--out").arg(&site.dist).arg("--widget").arg(project.widget_output());
    if let Some(url) = &site.base_url {
        sitegen.arg("--base-url").arg(url);
    }
    sitegen
}

fn compile_sitegen(project: &Project, steps: &mut Steps) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--release", "--package", "azimut-sitegen", "--bin", "sitegen"]);
    steps.run("Compiling sitegen", || process::run(&mut cargo))
}

fn make_widget(project: &Project, setup: &Setup, steps: &mut Steps) -> Result<()> {
    let output = project.widget_output();
    let file = project.target.join("widget.stamp");
    let stamp = Stamp::new(file, &setup.versions()?, &project.root, &WIDGET_INPUTS)?;
    if stamp.is_fresh(&output)? {
        println!("▸ The WebAssembly modules are up to date");
        return Ok(());
    }
    steps.run("Fetching the crates of the WebAssembly modules", || fetch(project, setup))?;
    steps.run("Making the WebAssembly modules with Trunk", || {
        let mut trunk = Command::new("trunk");
        trunk.args(["build", "--release", "--offline", "--skip-version-check", "--dist"]).arg(&output);
        setup.prepare(project, Purpose::Release, &mut trunk)?;
        process::run(trunk.current_dir(project.root.join("widget")))?;
        add_qr(setup, &output)?;
        minify(setup, &output)?;
        write(&project.made_by_note(), &setup.toolchain.version()?)?;
        stamp.write(&output)
    })
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Trunk works offline, so that it never fetches tools of its own; without `--target`, Cargo would leave out
/// what only the target's standard library needs.
fn fetch(project: &Project, setup: &Setup) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["fetch", "--quiet", "--target", TARGET]).current_dir(&project.root);
    setup.prepare(project, Purpose::Release, &mut cargo)?;
    process::run(&mut cargo)
}

/// Puts the drawer of QR codes, which comes minified, beside our scripts, its licence in front.
fn add_qr(setup: &Setup, output: &Path) -> Result<()> {
    let read = |name: &str| {
        let path = setup.tools.lean_qr.join(name);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    write(&output.join(QR), &format!("/*!\n{}*/\n{}", read("LICENSE")?, read("index.mjs")?))
}

/// Makes the scripts smaller, in place: the loader, and what wasm-bindgen wrote beside each module.
fn minify(setup: &Setup, output: &Path) -> Result<()> {
    let entries = fs::read_dir(output).with_context(|| format!("cannot list {}", output.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", output.display()))?.path();
        if is_glue(&path) {
            terser(setup, &path, &["--module"])?;
            number_imports(&path)?;
        }
    }
    terser(setup, &output.join(EXTRAS), &["--module"])?;
    terser(setup, &output.join(EVERYWHERE), &["--module"])?;
    terser(setup, &output.join(GUIDANCE), &["--module"])?;
    terser(setup, &output.join(WORKER), &[])?;
    let loader = output.join(LOADER);
    terser(setup, &loader, &[])?;
    check_placeholder(&loader)
}

fn terser(setup: &Setup, path: &Path, options: &[&str]) -> Result<()> {
    let mut terser = Command::new(&setup.tools.terser);
    terser.arg(path).args(options).args(["--compress", "--mangle", "--output"]).arg(path);
    process::read(&mut terser).map(|_| ())
}

/// wasm-bindgen's JavaScript stands beside its module.
fn is_glue(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    name.strip_suffix(".js").is_some_and(|stem| path.with_file_name(format!("{stem}_bg.wasm")).is_file())
}

/// wasm-bindgen tells imports of one name apart by hashes, which do not compress: a number does as well. Both the
/// script and its module name them, and no length changes.
fn number_imports(glue: &Path) -> Result<()> {
    let module = glue.with_file_name(format!("{}_bg.wasm", glue.file_stem().unwrap_or_default().display()));
    let mut script = fs::read_to_string(glue).with_context(|| format!("cannot read {}", glue.display()))?;
    let mut wasm = fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    for (number, hash) in hashes(&script).into_iter().enumerate() {
        let name = format!("{number:0width$}", width = HASH_DIGITS);
        script = script.replace(&hash, &name);
        let places: Vec<usize> = (0..wasm.len().saturating_sub(HASH_DIGITS))
            .filter(|at| wasm[*at..].starts_with(hash.as_bytes()))
            .collect();
        if places.is_empty() {
            bail!("{} does not import {hash}, which {} names", module.display(), glue.display());
        }
        for at in places {
            wasm[at..at + HASH_DIGITS].copy_from_slice(name.as_bytes());
        }
    }
    write(glue, &script)?;
    fs::write(&module, wasm).with_context(|| format!("cannot write {}", module.display()))
}

/// Hexadecimal digits of a hash at the end of an import's name.
const HASH_DIGITS: usize = 16;

/// The hashes in a script, each once: what follows the last underscore of a name that begins with `__wbg_`.
fn hashes(script: &str) -> Vec<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = script.split(|c| !word(c)).filter(|name| name.starts_with("__wbg_"));
    let hash = |name: &str| {
        let (_, hash) = name.rsplit_once('_')?;
        let hexadecimal = hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        (hash.len() == HASH_DIGITS && hexadecimal).then(|| hash.to_owned())
    };
    let mut found: Vec<String> = Vec::new();
    for hash in names.filter_map(hash) {
        if !found.contains(&hash) {
            found.push(hash);
        }
    }
    found
}

/// sitegen replaces the configuration in the loader: a minifier that copied or folded it would break every site.
fn check_placeholder(loader: &Path) -> Result<()> {
    let text = fs::read_to_string(loader).with_context(|| format!("cannot read {}", loader.display()))?;
    match text.matches(PLACEHOLDER).count() {
        1 => Ok(()),
        count => bail!("{} has {PLACEHOLDER} {count} times after minifying, not once", loader.display()),
    }
}

/// `cargo xtask serve`.
pub(crate) fn serve(project: &Project, options: &ServeOptions, steps: &mut Steps) -> Result<()> {
    compile_sitegen(project, steps)?;
    let mut sitegen = Command::new(project.sitegen());
    sitegen.current_dir(&project.root).arg("serve");
    sitegen.arg("--dir").arg(given_or(options.dir.as_deref(), "dist")?);
    if let Some(port) = options.port {
        sitegen.arg("--port").arg(port.to_string());
    }
    process::run(&mut sitegen)
}

/// `cargo xtask trunk`: the development loop on a machine whose default toolchain makes no WebAssembly.
pub(crate) fn trunk(project: &Project, args: &[String], steps: &mut Steps) -> Result<()> {
    let setup = setup::ensure(project, steps)?;
    let mut trunk = Command::new("trunk");
    trunk.args(args).current_dir(project.root.join("widget"));
    setup.prepare(project, Purpose::Check, &mut trunk)?;
    process::run(&mut trunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_is_what_stands_beside_a_module() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["azimut-widget.js", "azimut-widget_bg.wasm", "loader.js"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert!(is_glue(&folder.path().join("azimut-widget.js")));
        assert!(!is_glue(&folder.path().join("loader.js")));
        assert!(!is_glue(&folder.path().join("azimut-widget_bg.wasm")));
    }

    #[test]
    fn the_configuration_must_stand_once_in_the_loader() {
        let folder = tempfile::tempdir().unwrap();
        let loader = folder.path().join(LOADER);
        fs::write(&loader, "f(\"__AZIMUT_CONFIG__\".files)").unwrap();
        assert!(check_placeholder(&loader).is_ok());
        fs::write(&loader, "f(\"__AZIMUT_CONFIG__\".a,\"__AZIMUT_CONFIG__\".b)").unwrap();
        let error = check_placeholder(&loader).unwrap_err().to_string();
        assert!(error.ends_with("has \"__AZIMUT_CONFIG__\" 2 times after minifying, not once"), "{error}");
    }

    #[test]
    fn imports_are_numbered_in_script_and_module_alike() {
        let folder = tempfile::tempdir().unwrap();
        let (glue, module) = (folder.path().join("a.js"), folder.path().join("a_bg.wasm"));
        let script =
            "{__wbg_now_00112233445566ff:1,__wbg_set_0123456789abcdef:2,__wbg_app_new:3,__wbg_free_12:4}";
        let imports = "wbg__wbg_set_0123456789abcdef\0wbg__wbg_now_00112233445566ff\0";
        fs::write(&glue, script).unwrap();
        fs::write(&module, imports).unwrap();
        number_imports(&glue).unwrap();
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let expected = script
            .replace("00112233445566ff", "0000000000000000")
            .replace("0123456789abcdef", "0000000000000001");
        assert_eq!(read(&glue), expected);
        assert_eq!(read(&module).len(), imports.len());
        assert!(read(&module).starts_with("wbg__wbg_set_0000000000000001"));
        fs::write(&glue, "{__wbg_gone_fedcba9876543210:1}").unwrap();
        assert!(number_imports(&glue).unwrap_err().to_string().contains("does not import fedcba9876543210"));
    }
}
