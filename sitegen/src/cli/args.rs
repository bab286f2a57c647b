//! The arguments of each command. Help is in French, as everything that an editor reads.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::publish::letter::Month;

const TEMPLATE: &str = "{about}\n\nUtilisation : {usage}\n\n{all-args}{after-help}\n";

/// Fabrique un annuaire : vérifie le contenu, construit l’index et le site
#[derive(Debug, Parser)]
#[command(
    name = "sitegen",
    version,
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "Commandes",
    subcommand_value_name = "COMMANDE",
    after_help = "Codes de sortie : 0 tout va bien, 1 erreurs dans le contenu, 2 commande mal écrite."
)]
pub struct Cli {
    /// Affiche cette aide
    #[arg(short = 'h', long = "help", display_order = 100, action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long = "version", display_order = 101, action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// What is asked.
    #[command(subcommand)]
    pub command: Command,
}

/// What is asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Construit l’index et le site à partir du contenu
    #[command(help_template = TEMPLATE)]
    Build(BuildArgs),
    /// Construit l’index seul
    #[command(help_template = TEMPLATE)]
    Index(IndexArgs),
    /// Vérifie le contenu et montre tous les problèmes
    #[command(help_template = TEMPLATE)]
    Check(CheckArgs),
    /// Cherche dans l’index, comme le fait le widget
    #[command(help_template = TEMPLATE)]
    Search(SearchArgs),
    /// Compose la lettre d’un mois, en Markdown et en HTML pour les messageries
    #[command(help_template = TEMPLATE)]
    Letter(LetterArgs),
    /// Note dans journal.toml ce qui a changé dans l’annuaire, pour la page et le flux des changements
    #[command(help_template = TEMPLATE)]
    Journal(JournalArgs),
    /// Reprend un annuaire existant
    #[command(help_template = TEMPLATE)]
    Import(ImportArgs),
    /// Sert un site construit, pour le regarder sur cette machine
    #[command(help_template = TEMPLATE)]
    Serve(ServeArgs),
    /// Donne un modèle de page, pour écrire le sien dans apparence/ ; sans nom, leur liste
    #[command(help_template = TEMPLATE)]
    Template(TemplateArgs),
}

/// `sitegen template`
#[derive(Args, Clone, Debug)]
pub struct TemplateArgs {
    /// Nom du modèle, par exemple page.html
    #[arg(value_name = "MODÈLE")]
    pub name: Option<String>,
}

/// The date of the build.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct DateArg {
    /// Date de la construction, AAAA-MM-JJ (sinon SOURCE_DATE_EPOCH, sinon aujourd’hui)
    #[arg(long = "date", value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
}

impl DateArg {
    /// The date given, else that of `SOURCE_DATE_EPOCH`, else today's (UTC).
    #[must_use]
    pub fn resolve(&self) -> Date {
        let epoch = || std::env::var("SOURCE_DATE_EPOCH").ok()?.parse::<i64>().ok();
        let day = |moment: Timestamp| moment.to_zoned_datetime(TimeZone::UTC).date();
        let from_epoch = || epoch().and_then(|seconds| Timestamp::from_second(seconds).ok()).map(day);
        self.date.or_else(from_epoch).unwrap_or_else(|| day(Timestamp::now()))
    }
}

/// A path with a slash on both sides.
fn parse_under(text: &str) -> Result<String, String> {
    let inside = text.trim_matches('/');
    if inside.contains(['?', '#', '{', '}', '*', ' ']) {
        return Err(format!("« {text} » n’est pas un chemin, comme /annuaire/"));
    }
    Ok(if inside.is_empty() { "/".to_owned() } else { format!("/{inside}/") })
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "une date s’écrit AAAA-MM-JJ, par exemple 2026-03-31".to_owned())
}

/// `sitegen letter`
#[derive(Args, Clone, Debug)]
pub struct LetterArgs {
    /// Mois de la lettre, AAAA-MM
    #[arg(long, value_name = "MOIS", value_parser = parse_month)]
    pub month: Month,
    /// Dossier de contenu (défaut : content)
    #[arg(long, value_name = "DOSSIER", default_value = "content", hide_default_value = true)]
    pub content: PathBuf,
    /// Dossier où écrire la lettre (défaut : lettre)
    #[arg(long, value_name = "DOSSIER", default_value = "lettre", hide_default_value = true)]
    pub out: PathBuf,
    /// Adresse du site, à la place de celle de site.toml
    #[arg(long, value_name = "ADRESSE")]
    pub base_url: Option<String>,
    /// Date of the letter.
    #[command(flatten)]
    pub date: DateArg,
}

fn parse_month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "un mois s’écrit AAAA-MM, par exemple 2026-12".to_owned())
}

/// `sitegen journal`
#[derive(Args, Clone, Debug)]
pub struct JournalArgs {
    /// Dossier de contenu d’avant, une copie ou une version tirée de l’historique
    #[arg(long, value_name = "DOSSIER")]
    pub before: PathBuf,
    /// Dossier de contenu (défaut : content)
    #[arg(long, value_name = "DOSSIER", default_value = "content", hide_default_value = true)]
    pub content: PathBuf,
    /// Date of the changes.
    #[command(flatten)]
    pub date: DateArg,
}

/// `sitegen build`
#[derive(Args, Clone, Debug)]
pub struct BuildArgs {
    /// Dossier de contenu (défaut : content)
    #[arg(long, value_name = "DOSSIER", default_value = "content", hide_default_value = true)]
    pub content: PathBuf,
    /// Dossier de l’index (défaut : index-data)
    #[arg(long, value_name = "DOSSIER", default_value = "index-data", hide_default_value = true)]
    pub index: PathBuf,
    /// Dossier du site construit (défaut : dist)
    #[arg(long, value_name = "DOSSIER", default_value = "dist", hide_default_value = true)]
    pub out: PathBuf,
    /// Dossier du widget construit par Trunk (défaut : widget/dist)
    #[arg(long, value_name = "DOSSIER", default_value = "widget/dist", hide_default_value = true)]
    pub widget: PathBuf,
    /// Adresse du site, à la place de celle de site.toml
    #[arg(long, value_name = "ADRESSE")]
    pub base_url: Option<String>,
    /// Écrit aussi chaque fichier compressé, .br et .gz, pour un serveur qui les envoie tels quels
    #[arg(long)]
    pub compress: bool,
    /// Date of the build.
    #[command(flatten)]
    pub date: DateArg,
}

/// `sitegen index`
#[derive(Args, Clone, Debug)]
pub struct IndexArgs {
    /// Dossier de contenu (défaut : content)
    #[arg(long, value_name = "DOSSIER", default_value = "content", hide_default_value = true)]
    pub content: PathBuf,
    /// Dossier de l’index (défaut : index-data)
    #[arg(long, value_name = "DOSSIER", default_value = "index-data", hide_default_value = true)]
    pub out: PathBuf,
    /// Date of the build.
    #[command(flatten)]
    pub date: DateArg,
}

/// `sitegen check`
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// Dossier de contenu (défaut : content)
    #[arg(long, value_name = "DOSSIER", default_value = "content", hide_default_value = true)]
    pub content: PathBuf,
    /// Forme du rapport, text ou json (défaut : text)
    #[arg(
        long,
        value_name = "FORME",
        default_value = "text",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: CheckFormat,
    /// Montre chaque avertissement, même s’il y en a beaucoup d’une sorte
    #[arg(long = "tous")]
    pub all: bool,
    /// Date of the build.
    #[command(flatten)]
    pub date: DateArg,
}

/// Form of the report of `sitegen check`: `text` for people, `json` for editors and continuous integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `sitegen search`
#[derive(Args, Clone, Debug)]
pub struct SearchArgs {
    /// Dossier de l’index (défaut : index-data)
    #[arg(long, value_name = "DOSSIER", default_value = "index-data", hide_default_value = true)]
    pub index: PathBuf,
    /// Besoin, par son identifiant (peut être répété)
    #[arg(long = "need", value_name = "BESOIN")]
    pub needs: Vec<String>,
    /// Public, par son identifiant (peut être répété)
    #[arg(long = "public", value_name = "PUBLIC")]
    pub publics: Vec<String>,
    /// Réseau, par son identifiant (peut être répété)
    #[arg(long = "network", value_name = "RÉSEAU")]
    pub networks: Vec<String>,
    /// Façon d’être reçu : sur-place, telephone ou visio (peut être répétée)
    #[arg(long = "mode", value_name = "FAÇON")]
    pub modes: Vec<String>,
    /// Lieu : commune, code postal, département…
    #[arg(long, value_name = "LIEU")]
    pub near: Option<String>,
    /// Distance maximale autour du lieu, en kilomètres à vol d’oiseau
    #[arg(long, value_name = "KM", value_parser = parse_radius)]
    pub radius: Option<f64>,
    /// Nombre maximal de résultats (défaut : 10)
    #[arg(long, value_name = "NOMBRE", default_value_t = 10, hide_default_value = true)]
    pub limit: usize,
    /// Cherche aussi parmi les ressources, les évènements et les pages
    #[arg(long)]
    pub everywhere: bool,
    /// Répond en JSON
    #[arg(long)]
    pub json: bool,
    /// Date of the search.
    #[command(flatten)]
    pub date: DateArg,
    /// Mots cherchés
    #[arg(value_name = "MOTS")]
    pub words: Vec<String>,
}

fn parse_radius(text: &str) -> Result<f64, String> {
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|km| km.is_finite() && *km > 0.0);
    number.ok_or_else(|| "un nombre de kilomètres plus grand que zéro est attendu".to_owned())
}

/// `sitegen import`
#[derive(Args, Clone, Debug)]
#[command(
    subcommand_help_heading = "Commandes",
    subcommand_value_name = "COMMANDE",
    disable_help_subcommand = true
)]
pub struct ImportArgs {
    /// What to import.
    #[command(subcommand)]
    pub command: ImportCommand,
}

/// What to import.
#[derive(Clone, Debug, Subcommand)]
pub enum ImportCommand {
    /// Reprend un tableur enregistré en CSV : une fiche par structure
    #[command(help_template = TEMPLATE)]
    Csv(ImportCsvArgs),
}

/// `sitegen import csv`
#[derive(Args, Clone, Debug)]
pub struct ImportCsvArgs {
    /// Fichier CSV, tel qu’Excel, LibreOffice ou une base de données l’enregistre
    #[arg(value_name = "FICHIER")]
    pub file: PathBuf,
    /// Correspondance entre les colonnes et nos champs
    #[arg(long, value_name = "FICHIER")]
    pub mapping: PathBuf,
    /// Dossier des fiches, remplacé en entier (en général content/annuaire)
    #[arg(long, value_name = "DOSSIER")]
    pub out: PathBuf,
    /// Remplace le dossier même s’il contient des fichiers faits ou changés à la main
    #[arg(long)]
    pub force: bool,
    /// Donne le rapport en JSON
    #[arg(long)]
    pub json: bool,
    /// Date of the import.
    #[command(flatten)]
    pub date: DateArg,
}

/// `sitegen serve`
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Dossier à servir (défaut : dist)
    #[arg(long, value_name = "DOSSIER", default_value = "dist", hide_default_value = true)]
    pub dir: PathBuf,
    /// Port sur cette machine (0 : un port libre ; défaut : 8000)
    #[arg(long, value_name = "PORT", default_value_t = 8000, hide_default_value = true)]
    pub port: u16,
    /// Chemin sous lequel servir, comme chez un hébergeur : /annuaire/ (défaut : /)
    #[arg(long, value_name = "CHEMIN", default_value = "/", hide_default_value = true, value_parser = parse_under)]
    pub under: String,
}
