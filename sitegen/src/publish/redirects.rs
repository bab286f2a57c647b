//! Old addresses: a page at each that leads on, for any host, and `_redirects` for those that answer by themselves.

use minijinja::context;

use super::address::BaseUrl;
use super::error::PublishError;
use super::output::Output;
use crate::content::Content;
use crate::content::appearance::Appearance;
use crate::french;
use crate::templates;

/// Writes them.
pub(super) fn publish(content: &Content, base: &BaseUrl, output: &mut Output) -> Result<(), PublishError> {
    let mut table = String::new();
    for redirect in &content.redirects {
        let from = redirect.from.trim_start_matches('/');
        let own = redirect.to.strip_prefix('/');
        let on_host = own.map_or_else(|| redirect.to.clone(), |path| format!("{}{path}", base.path()));
        table.push_str(&format!("{}{from} {on_host} 301\n", base.path()));
        let file = match from.rsplit('/').next() {
            Some(name) if name.ends_with(".html") || name.ends_with(".htm") => Some(from.to_owned()),
            // No host shows a page of ours as what such a name says.
            Some(name) if name.contains('.') => None,
            _ => Some(format!("{}/index.html", from.trim_end_matches('/'))),
        };
        if let Some(file) = file {
            // Relative, as every link of our pages: the site may be looked at anywhere.
            let root = "../".repeat(file.matches('/').count());
            let root = if root.is_empty() { "./" } else { root.as_str() };
            let to = own.map_or_else(|| redirect.to.clone(), |path| format!("{root}{path}"));
            let canonical = own.map_or_else(|| redirect.to.clone(), |path| base.of(path));
            let html = page(&content.appearance, &french::text(&content.site.title), &to, &canonical);
            let html =
                html.map_err(|error| PublishError::template(file.clone(), error, &content.appearance))?;
            output.write(&file, html.as_bytes())?;
        }
    }
    if table.is_empty() { Ok(()) } else { output.write("_redirects", table.as_bytes()).map(drop) }
}

fn page(appearance: &Appearance, title: &str, to: &str, canonical: &str) -> Result<String, minijinja::Error> {
    let env = templates::environment(&appearance.templates)?;
    env.get_template("redirection.html")?.render(context! { title, to, canonical })
}
