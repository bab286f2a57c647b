//! Debian's package manager, when we are allowed to use it.

use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// Whether packages can be installed without asking anything: as root, or by a sudo that needs no password.
pub(crate) fn available() -> bool {
    process::which("apt-get").is_some() && (is_root() || sudo_is_silent())
}

/// Whether all of these packages are there.
pub(crate) fn installed(packages: &[&str]) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}\n"]).args(packages);
    process::read(&mut query).is_ok_and(|states| states.lines().all(|state| state == "installed"))
}

/// Installs packages, and never removes one: Debian's compilers exclude each other, and the developer's own
/// stays. What apt-get says is shown only when it fails.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    process::read(apt_get().args(["update", "--quiet"])).context("cannot refresh the list of packages")?;
    process::read(
        apt_get().args(["install", "--yes", "--no-install-recommends", "--no-remove"]).args(packages),
    )
    .with_context(|| format!("cannot install {}", packages.join(" ")))?;
    Ok(())
}

/// `apt-get` that never asks, with the rights it needs.
fn apt_get() -> Command {
    if is_root() {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        return apt;
    }
    let mut apt = Command::new("sudo");
    apt.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    apt
}

fn is_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

fn sudo_is_silent() -> bool {
    process::succeeds(Command::new("sudo").args(["-n", "true"]))
}
