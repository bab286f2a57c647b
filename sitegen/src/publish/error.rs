//! Why a site could not be written. Each error names its file; the sentences are read by editors.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::site_links::LostLink;
use crate::content::appearance::Appearance;
use crate::diagnostics::Failure;
use crate::diagnostics::Origin;
use crate::french::io_reason;
use crate::swap::SwapError;

/// Why a site could not be written or put in place.
#[derive(Debug)]
pub enum PublishError {
    /// A file or folder could not be read, written or renamed. The verb begins the sentence.
    Io(&'static str, PathBuf, io::Error),
    /// The prebuilt index is absent or not one of ours.
    Index(Failure),
    /// A file given to us is not what it should be; the text says why.
    Unusable(PathBuf, String),
    /// A template failed, named by page and template: one of the site's own, or a fault of the program.
    Template {
        /// Path of the page in the site.
        page: String,
        /// The template of the site's own where it did, with its line and what stands there.
        own: Option<(String, usize, String)>,
        /// What the template engine says.
        error: Box<minijinja::Error>,
    },
    /// The base address is not a web address ending with `/`.
    BaseUrl(String),
    /// A record has an id that the site keeps for itself.
    Reserved(Origin, String),
    /// Texts lead to addresses of the site that are not there: all of them.
    LostLinks(Vec<LostLink>),
    /// Two things would be written to one path of the site.
    Twice(String),
    /// The folder to write into holds something already.
    NotEmpty(PathBuf),
    /// The new site could not be put in the place of the old one.
    Swap(SwapError),
}

impl PublishError {
    /// Makes the error of a template, found in those of the site's own when it is there.
    pub(super) fn template(page: String, error: minijinja::Error, appearance: &Appearance) -> Self {
        // What one template finds in another that it includes is told of the innermost.
        let mut innermost: &minijinja::Error = &error;
        while let Some(cause) = std::error::Error::source(innermost).and_then(|it| it.downcast_ref()) {
            innermost = cause;
        }
        let own = innermost.name().and_then(|name| {
            let path = appearance.path_of(name)?;
            let line = innermost.line().unwrap_or(1);
            let (_, text) = appearance.templates.iter().find(|(own, _)| own == name)?;
            Some((path, line, text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned()))
        });
        Self::Template { page, own, error: Box::new(error) }
    }

    /// Makes an input or output error with its path.
    pub(super) fn io(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io(verb, path, error)
    }
}

/// What is wrong in a template, in French.
fn said(error: &minijinja::Error) -> String {
    use minijinja::ErrorKind;
    match error.kind() {
        ErrorKind::UndefinedError => "valeur inconnue, ou absente de cette page".to_owned(),
        ErrorKind::TemplateNotFound => "modèle inconnu".to_owned(),
        ErrorKind::UnknownFilter => "filtre inconnu".to_owned(),
        ErrorKind::UnknownTest => "test inconnu".to_owned(),
        ErrorKind::UnknownFunction => "fonction inconnue".to_owned(),
        ErrorKind::UnknownMethod => "méthode inconnue".to_owned(),
        _ => error.to_string(),
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(verb, path, error) => write!(f, "{verb} {} : {}", path.display(), io_reason(error)),
            Self::Index(error) => error.fmt(f),
            Self::Unusable(path, reason) => write!(f, "{} : {reason}", path.display()),
            Self::Template { own: Some((path, line, text)), page, error } => {
                write!(f, "{path}:{line} : {} : « {text} » (page {page})", said(error))
            }
            Self::Template { page, error, .. } => {
                write!(f, "page {page} : {error}")?;
                let mut source = std::error::Error::source(error.as_ref());
                while let Some(cause) = source {
                    write!(f, " ; {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
            Self::BaseUrl(url) => {
                write!(
                    f,
                    "« {url} » : l’adresse du site commence par http:// ou https:// et se termine par /"
                )
            }
            Self::Reserved(origin, name) => write!(
                f,
                "{}:{} : « {name} » est un nom que le site se réserve ; donnez-en un autre à ce fichier",
                origin.file, origin.line
            ),
            Self::LostLinks(links) => {
                for (number, link) in links.iter().enumerate() {
                    let LostLink { origin, address, nearest } = link;
                    let line = if number > 0 { "\n" } else { "" };
                    write!(f, "{line}{}:{} : « {address} » ne mène nulle part", origin.file, origin.line)?;
                    if let Some(nearest) = nearest {
                        write!(f, " ; vouliez-vous dire « {nearest} » ?")?;
                    }
                }
                Ok(())
            }
            Self::Twice(path) => write!(f, "{path} : deux pages du site auraient cette même adresse"),
            Self::NotEmpty(path) => write!(f, "{} : ce dossier de travail n’est pas vide", path.display()),
            Self::Swap(error) => error.fmt(f),
        }
    }
}

impl From<SwapError> for PublishError {
    fn from(error: SwapError) -> Self {
        Self::Swap(error)
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        Self::other(error.to_string())
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, _, error) => Some(error),
            Self::Swap(error) => error.source(),
            Self::Index(error) => Some(error),
            Self::Template { error, .. } => Some(error.as_ref()),
            _ => None,
        }
    }
}
