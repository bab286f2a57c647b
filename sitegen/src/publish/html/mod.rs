//! The pages of the site: which there are, where they stand, and what each template is given.

mod about;
mod communes;
mod events;
mod journal;
mod open_data;
mod orientation;
mod pages;
mod resources;
mod service;
mod structures;
mod trainings;

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::address::BaseUrl;
use super::download::Download;
use super::error::PublishError;
use super::images::Picture;
use super::json_ld;
use super::markdown::{Known, Links};
use super::memory::Memory;
use super::output::Output;
use super::sharing::{self, Pictures};
use super::views::communes::Communes;
use super::views::resources::FOLDER;
use super::views::{self, DepartmentView, Directory, Named};
use crate::content::Content;
use crate::content::appearance::Appearance;
use crate::content::pages::FreePage;
use crate::content::site::{Link, Site};
use crate::french;
use crate::kept::Kept;
use crate::kinds::kinds;
use crate::sources::words::Fee;
use crate::templates;

/// The files that every page uses, relative to the site.
#[derive(Clone, Debug)]
pub(super) struct Assets {
    pub(super) style: String,
    /// What is in the style.
    pub(super) rules: String,
    pub(super) icon: String,
    /// What takes away from the pages of the agenda what is over.
    pub(super) agenda: String,
    /// What asks the questions of « Qui peut m’accompagner ? ».
    pub(super) orientation: String,
    /// What decides there; empty without a table.
    pub(super) guidance: String,
    /// What takes away from the sheet of a structure the dates that are over.
    pub(super) dates: String,
    /// The outlines of the departments, when the territory has them.
    pub(super) outlines: Option<String>,
}

/// What the layout says of the site.
#[derive(Serialize)]
struct SiteView<'a> {
    title: String,
    description: String,
    territory: String,
    email: &'a str,
    fictitious: bool,
    pages: Vec<Named>,
    /// Which parts of the site the content fills.
    events: bool,
    resources: bool,
    trainings: bool,
    service: bool,
    figures: bool,
    data: bool,
    /// Whether what has changed in the directory is told.
    journal: bool,
    /// Whether some structure serves at a distance.
    remote: bool,
    links: Vec<LinkView>,
    style: &'a str,
    icon: &'a str,
    agenda: &'a str,
    /// What asks the questions, and what the page is called; nothing without a table.
    orientation: &'a str,
    decides: &'a str,
    dates: &'a str,
    guidance: Option<String>,
    outlines: Option<&'a str>,
}

/// A way out of the site.
#[derive(Serialize)]
struct LinkView {
    title: String,
    url: String,
    note: Option<String>,
}

/// What the layout says of a page.
#[derive(Serialize)]
struct PageView {
    title: String,
    description: String,
    /// Absent on a page that is not for search engines.
    canonical: Option<String>,
    /// Address of the picture that messengers show of it.
    picture: String,
    /// From the page to the site, ends with `/`.
    root: String,
    /// The entry of the menu to mark.
    section: &'static str,
}

/// A page about to be printed.
#[derive(Clone)]
struct Page {
    /// Relative to the site; empty or ends with `/`.
    path: String,
    template: &'static str,
    section: &'static str,
    title: String,
    description: String,
}

/// A page to be made, unless the site before has it.
struct Sheet<'v> {
    path: String,
    template: &'static str,
    /// What tells it from others, beside its path and what all pages share; `None` when it cannot be told.
    told: Option<Vec<u8>>,
    make: Box<dyn FnOnce() -> (Page, Value) + 'v>,
}

impl<'v> Sheet<'v> {
    /// A page of which all is at hand, `value` makes of it what the template is given.
    fn of<V: Serialize + 'v>(page: Page, values: V, value: impl FnOnce(V) -> Value + 'v) -> Self {
        let told = serde_json::to_vec(&(page.section, &page.title, &page.description, &values)).ok();
        let (path, template) = (page.path.clone(), page.template);
        Self { path, template, told, make: Box::new(move || (page, value(values))) }
    }
}

/// Prints pages into the output.
struct Printer<'a> {
    env: Environment<'a>,
    appearance: &'a Appearance,
    base: &'a BaseUrl,
    site: Value,
    site_title: String,
    style: String,
    /// What is in it.
    rules: String,
    /// What was worked out before.
    kept: &'a Kept,
    /// Pages whose values are ready.
    waiting: Vec<(Page, Value)>,
    /// The pictures of pages.
    shared: Pictures,
    /// What Markdown may lead to.
    links: Links,
    output: &'a mut Output,
    /// Paths for the site map.
    paths: Vec<String>,
}

/// What pages are made with, beside the directory.
#[derive(Clone, Copy)]
pub(super) struct Making<'a> {
    pub(super) base: &'a BaseUrl,
    pub(super) assets: &'a Assets,
    pub(super) download: &'a Download,
    /// Where it is kept what pages were made from, and the site that they are in.
    pub(super) remembered: Option<&'a (PathBuf, PathBuf)>,
    pub(super) kept: &'a Kept,
}

/// Writes every page; gives the paths of those that search engines may list.
pub(super) fn publish(
    directory: &Directory<'_>,
    making: &Making<'_>,
    pictures: BTreeMap<String, Picture>,
    output: &mut Output,
) -> Result<Vec<String>, PublishError> {
    let &Making { base, assets, download, remembered, kept } = making;
    let content = directory.content;
    let mut env = templates::environment(&content.appearance.templates)
        .map_err(|error| PublishError::template("*".to_owned(), error, &content.appearance))?;
    let home = base.of("");
    let crumbs_home = home.clone();
    env.add_function("json_ld_crumbs", move |steps: Vec<Vec<String>>, current: String| {
        let markup = json_ld::crumbs(&crumbs_home, &steps, &current);
        Value::from_safe_string(format!("<script type=\"application/ld+json\">{markup}</script>"))
    });
    let site = Value::from(Serde(site_view(content, assets)));
    if let Some((file, out)) = remembered {
        let mut shared: Vec<&str> = vec![&home];
        let told = serde_json::to_string(&site).unwrap_or_default();
        shared.push(&told);
        shared.extend(
            content.appearance.templates.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]),
        );
        output.remembering(Memory::read(file, out, &shared));
    }
    let shared = sharing::publish(&env, &site, directory, output)?;
    let mut printer = Printer {
        env,
        kept,
        waiting: Vec::new(),
        shared,
        appearance: &content.appearance,
        base,
        site,
        site_title: french::text(&content.site.title),
        style: assets.style.clone(),
        rules: assets.rules.clone(),
        links: Links {
            root: String::new(),
            known: Arc::new(Known {
                pages: markdown_files(content),
                files: weights(content),
                acronyms: content.acronyms.clone(),
                raw_html: content.site.raw_html,
                pictures,
            }),
        },
        output,
        paths: Vec::new(),
    };
    let departments = directory.by_department();
    let data = thread::scope(|scope| -> Result<_, PublishError> {
        // What takes long and needs no page is made meanwhile.
        let data =
            content.site.licence.is_some().then(|| scope.spawn(|| open_data::files(content, base, kept)));
        let communes = content.site.commune_pages.then(|| scope.spawn(|| Communes::new(directory, kept)));
        printer.home(directory, departments)?;
        print_kinds(&mut printer, directory, download)?;
        if let Some(communes) = communes {
            // A thread that panics panics here.
            let communes = communes.join().unwrap_or_else(|cause| resume_unwind(cause));
            communes::print(&mut printer, directory, &communes.map_err(PublishError::Index)?)?;
        }
        data.map(|data| data.join().unwrap_or_else(|cause| resume_unwind(cause))).transpose()
    })?;
    journal::print(&mut printer, content)?;
    service::print(&mut printer, directory)?;
    orientation::print(&mut printer, content)?;
    open_data::print(&mut printer, content, data)?;
    about::print_plan(&mut printer, directory)?;
    printer.print_waiting()?;
    about::print_weights(&mut printer, directory)?;
    printer.print_waiting()?;
    printer.not_found()?;
    printer.paths.sort_unstable();
    Ok(printer.paths)
}

macro_rules! of_each_kind {
    ($($(#[$about:meta])* $kind:ident)*) => {
        fn print_kinds(
            printer: &mut Printer<'_>,
            directory: &Directory<'_>,
            download: &Download,
        ) -> Result<(), PublishError> {
            $($kind::print(printer, directory, download)?;)*
            Ok(())
        }

        /// Records must not stand where the site puts something else.
        pub(super) fn check_names(content: &Content) -> Result<(), PublishError> {
            $(
                let mut names = $kind::names(content).into_iter();
                if let Some((origin, name)) = names.find(|(_, name)| $kind::RESERVED.contains(name)) {
                    return Err(PublishError::Reserved(origin.clone(), name.to_owned()));
                }
            )*
            Ok(())
        }
    };
}

kinds!(of_each_kind);

/// What texts let one download, with its weight in bytes.
fn weights(content: &Content) -> BTreeMap<String, usize> {
    content.downloads.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect()
}

/// The Markdown files of the content, with the address of the page that each makes.
fn markdown_files(content: &Content) -> BTreeMap<String, String> {
    let pages = content.pages.iter().map(|it| (format!("pages/{}", it.slug), format!("{}/", it.slug)));
    let resources = content.resources.iter();
    let resources = resources.map(|it| (format!("ressources/{}", it.slug), format!("{FOLDER}/{}/", it.slug)));
    let events = content.events.iter().map(|it| (format!("evenements/{}", it.slug), it.path.clone()));
    let trainings = content.trainings.iter().map(|it| &it.event);
    let trainings = trainings.map(|it| (format!("formations/{}", it.slug), it.path.clone()));
    let structures = content.structures.iter().chain(&content.former);
    let structures = structures.map(|it| (format!("annuaire/{}", it.id), format!("annuaire/{}/", it.id)));
    pages.chain(resources).chain(events).chain(trainings).chain(structures).collect()
}

fn site_view<'a>(content: &'a Content, assets: &'a Assets) -> SiteView<'a> {
    let site: &Site = &content.site;
    let link = |link: &Link| LinkView {
        title: french::text(&link.title),
        url: link.url.clone(),
        note: link.note.as_deref().map(french::text),
    };
    let named = |page: &FreePage| Named { id: page.slug.clone(), title: french::text(&page.title) };
    SiteView {
        title: french::text(&site.title),
        description: french::text(&site.description),
        territory: french::text(&site.territory),
        email: &site.email,
        fictitious: site.fictitious,
        pages: content.pages.iter().map(named).collect(),
        events: content.announced().next().is_some(),
        resources: !content.resources.is_empty(),
        trainings: !content.trainings.is_empty(),
        service: service::is_told(content),
        figures: service::has_figures(content),
        data: site.licence.is_some(),
        journal: !content.journal.is_empty(),
        remote: content.structures.iter().any(|it| it.remote),
        links: site.links.iter().map(link).collect(),
        style: &assets.style,
        icon: &assets.icon,
        agenda: &assets.agenda,
        orientation: &assets.orientation,
        decides: &assets.guidance,
        dates: &assets.dates,
        guidance: content.orientation.as_ref().map(|table| french::text(&table.title)),
        outlines: assets.outlines.as_deref(),
    }
}

impl Printer<'_> {
    fn home(
        &mut self,
        directory: &Directory<'_>,
        departments: &[DepartmentView],
    ) -> Result<(), PublishError> {
        let content = directory.content;
        let page = Page {
            path: String::new(),
            template: "accueil.html",
            section: "accueil",
            title: self.site_title.clone(),
            description: french::text(&content.site.description),
        };
        self.print(
            &page,
            context! {
                structures => views::structures_counted(content.structures.len()),
                places => views::places_counted(content.place_count()),
                paid => paid_counted(content),
                communes => content.site.commune_pages,
                departments => Serde(departments),
                groups => Serde(directory.need_groups()),
                resources => resources::counted(content),
                documents => resources::documents_counted(content),
            },
        )
    }

    /// Shown at any address, so the only page whose links name the site's place on its host.
    fn not_found(&mut self) -> Result<(), PublishError> {
        let view = PageView {
            title: self.titled("Page introuvable"),
            description: "Cette page n’existe pas ou n’existe plus.".to_owned(),
            canonical: None,
            picture: self.base.of(self.shared.of("")),
            root: self.base.path().to_owned(),
            section: "",
        };
        self.write("404.html", "404.html", view, context! {})
    }

    fn titled(&self, title: &str) -> String {
        format!("{title} – {}", self.site_title)
    }

    fn print(&mut self, page: &Page, data: Value) -> Result<(), PublishError> {
        self.waiting.push((page.clone(), data));
        Ok(())
    }

    /// Prints the pages that wait, on all processors.
    fn print_waiting(&mut self) -> Result<(), PublishError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.print_all(waiting.len(), |_, number| {
            let (page, data) = waiting[number].clone();
            Sheet::of(page, data, |data| data)
        })
    }

    /// Prints a page for each of `count` numbers, on all processors; in the order of the numbers for the site map.
    fn print_all<'v>(
        &mut self,
        count: usize,
        make: impl Fn(&Self, usize) -> Sheet<'v> + Sync,
    ) -> Result<(), PublishError> {
        /// Number, path and size of each; or which failed, and why.
        type Printed = Result<Vec<(usize, String, usize)>, (usize, PublishError)>;

        let next = AtomicUsize::new(0);
        let printer = &*self;
        let work = || -> Printed {
            let mut printed = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(printed);
                }
                let sheet = make(printer, number);
                let path = sheet.path.clone();
                let size = printer.put(sheet).map_err(|error| (number, error))?;
                printed.push((number, path, size));
            }
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let printed: Vec<_> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            // A worker that panics panics here.
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|it| resume_unwind(it))).collect()
        });
        let (mut pages, mut faults) = (Vec::new(), Vec::new());
        for part in printed {
            match part {
                Ok(part) => pages.extend(part),
                Err(fault) => faults.push(fault),
            }
        }
        // Numbers are given out in their order: the first page that fails is always tried.
        if let Some((_, error)) = faults.into_iter().min_by_key(|(number, _)| *number) {
            return Err(error);
        }
        pages.sort_unstable();
        for (_, path, size) in pages {
            self.output.note(format!("{path}index.html"), size)?;
            self.paths.push(path);
        }
        Ok(())
    }

    /// Makes a page, unless the site before has it, made from the same; gives its size.
    fn put(&self, sheet: Sheet<'_>) -> Result<usize, PublishError> {
        let Sheet { path, template, told, make } = sheet;
        let (file, picture) = (format!("{path}index.html"), self.base.of(self.shared.of(&path)));
        let key = told.and_then(|told| self.output.key(&[template.as_bytes(), picture.as_bytes(), &told]));
        if let Some(state) = key.as_ref().and_then(|key| self.output.as_left(&file, key)) {
            self.output.keep(&file, key.unwrap_or_default(), Some(state));
            return Ok(usize::try_from(state.size).unwrap_or(usize::MAX));
        }
        let (page, value) = make();
        let view = PageView {
            title: page.title,
            description: page.description,
            canonical: Some(self.base.of(&path)),
            picture,
            root: root_of(&path),
            section: page.section,
        };
        let html = self.render(&file, template, view, value)?;
        self.output.put(&file, html.as_bytes())?;
        if let Some(key) = key {
            self.output.keep(&file, key, None);
        }
        Ok(html.len())
    }

    fn write(&mut self, path: &str, template: &str, page: PageView, data: Value) -> Result<(), PublishError> {
        let html = self.render(path, template, page, data)?;
        self.output.write(path, html.as_bytes()).map(drop)
    }

    fn render(
        &self,
        path: &str,
        template: &str,
        page: PageView,
        data: Value,
    ) -> Result<String, PublishError> {
        let all = context! { site => self.site.clone(), page => Serde(page), ..data };
        let html = self.env.get_template(template).and_then(|template| template.render(all));
        html.map_err(|error| PublishError::template(path.to_owned(), error, self.appearance))
    }
}

/// How many structures charge for something; nothing when none does.
fn paid_counted(content: &Content) -> Option<String> {
    let paid = content.structures.iter().filter(|structure| structure.fee == Fee::Paid).count();
    (paid > 0).then(|| views::structures_counted(paid))
}

/// From a page to the site: `./` for the home page, `../` a folder further.
fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}
