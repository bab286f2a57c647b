//! Makes the data that stands in `content/`: the gazetteer and the demonstration directory.
//!
//! Both are generated once, committed, and can be made again byte for byte. Nothing here runs when the site
//! is built.

mod cache;
mod demo;
mod gazetteer;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Fabrique le référentiel des territoires et l’annuaire de démonstration")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fabrique les fichiers CSV du territoire à partir de deux paquets de données publiques
    Gazetteer {
        /// Toute la France, au lieu de la région et de ses 30 km alentour
        #[arg(long)]
        national: bool,
        /// Dossier à écrire
        #[arg(long, default_value = "content/territoire")]
        out: PathBuf,
    },
    /// Fabrique l’annuaire de démonstration (données fictives)
    Demo {
        /// Graine du tirage : la même graine donne les mêmes fichiers
        #[arg(long, default_value_t = demo::DEFAULT_SEED)]
        seed: u64,
        /// Tant de fois plus de structures et de lieux, pour mesurer ce qui grandit
        #[arg(long, default_value_t = 1, conflicts_with = "national")]
        fois: usize,
        /// Environ 54 000 lieux dans toute la France (exige un territoire national)
        #[arg(long)]
        national: bool,
        /// Dossier à écrire
        #[arg(long, default_value = "content/annuaire")]
        out: PathBuf,
        /// Dossier du territoire à lire
        #[arg(long, default_value = "content/territoire")]
        territoire: PathBuf,
        /// Remplace aussi les fichiers Markdown que cette commande n’a pas écrits
        #[arg(long)]
        force: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Gazetteer { national, out } => {
            let extent = if national { gazetteer::Extent::National } else { gazetteer::Extent::Region };
            gazetteer::run(extent, &out)
        }
        Command::Demo { seed, fois, national, out, territoire, force } => {
            let scale = if national { demo::Scale::National } else { demo::Scale::Region(fois) };
            demo::run(&demo::Options { seed, scale, out, territory: territoire, force })
        }
    }
}
