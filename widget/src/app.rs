//! One widget: from calls of the loader to events, and back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use engine::Engine;
use engine::details::Details;
use engine::geo::Point;
use engine::query::Zone;
use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::bridge::{Bridge, Keywords};
use crate::executor;
use crate::gestures::{Deed, Gesture, gesture, is_decision};
use crate::link;
use crate::messages::{Messages, Text};
use crate::results;
use crate::state::{Criterion, Effect, Event, Kept, List, Loading, PlaceProblem, State};
use crate::sync::Sync;
use crate::view::{self, Context, Settings};

/// One widget on a page.
pub struct App {
    context: Context,
    owner: Owner,
    sync: RefCell<Sync>,
    /// The criteria with which the widget begins, from the host page.
    start: RefCell<State>,
    /// The options that it follows from.
    options: RefCell<String>,
    /// Whether the form follows the state.
    live: Cell<bool>,
    /// What the address holds of us.
    fragment: RefCell<String>,
    /// Whether the last gesture was typing, whose history entry the next key replaces.
    typing: Cell<bool>,
    /// The structure of the last deed; nothing when it was the search's.
    about: Cell<Option<usize>>,
}

impl App {
    /// Opens the base bundle. The criteria are those of the host page, or of the address.
    ///
    /// # Errors
    ///
    /// A sentence for the visitor, when the bundle cannot be opened.
    pub fn open(bridge: Bridge, base: &[u8]) -> Result<Self, String> {
        let messages = Messages::load(|number| bridge.text(number));
        executor::install();
        let engine = Engine::open(base).map_err(|error| {
            let key = if error.is_incompatible() { Text::error_incompatible } else { Text::error_corrupt };
            messages.text(key).to_owned()
        })?;
        let options = link::options(|name| bridge.option(name));
        let start = link::preset(|name| bridge.option(name), &engine);
        let fragment = bridge.fragment();
        let state = link::read(&fragment, &start, &engine).unwrap_or_else(|| start.clone());
        let owner = Owner::new();
        let context = owner.with(|| Context::new(bridge, engine, messages, state));
        let app = Self {
            context,
            owner,
            sync: RefCell::default(),
            start: RefCell::new(start),
            options: RefCell::new(options),
            live: Cell::new(false),
            fragment: RefCell::new(fragment),
            typing: Cell::new(false),
            about: Cell::new(None),
        };
        app.configure_settings();
        Ok(app)
    }

    /// From now on the form follows the state; what comes behind the first answer is fetched.
    pub fn ready(&self) {
        self.call(false, &mut || {
            self.live.set(true);
            view::mount(self.context);
            if self.context.bridge().warm_up() {
                // What a search by need and place shows; the keyword comes behind, or when somebody types one.
                self.send(Event::Around(Loading::Waiting));
                self.send(Event::Details(Loading::Waiting));
            }
            // What the address or the host page asks for wants its records.
            let open = self.context.state.with_untracked(|state| state.sheet_open);
            self.send(Event::SheetOpened(open));
            self.address_sheet();
        });
    }

    /// Gives an open sheet the address under which it is found again.
    fn address_sheet(&self) {
        if self.context.state.with_untracked(|state| state.sheet_open) {
            let link = self.link();
            self.send(Event::SheetLinked(link.clone()));
            // What is filled in stands in its markup.
            executor::run();
            self.context.bridge().extra("code", &link);
        }
    }

    /// A DOM event in the form; whether the browser's own reaction must be held back.
    #[must_use]
    pub fn act(&self, kind: &str, name: &str, value: &str) -> bool {
        let state = self.context.state.get_untracked();
        let Some((gesture, hold)) = gesture(kind, name, value, &state) else { return false };
        let context = self.context;
        let mut gesture = Some(gesture);
        self.call(is_decision(kind), &mut || match gesture.take().unwrap_or(Gesture::Hold) {
            Gesture::Event(event) => {
                let vanishes = matches!(
                    event,
                    Event::Dropped(_) | Event::NeedTaken(_) | Event::PlaceAsWordWanted | Event::RetryWanted
                ) || name == "restart"
                    || name.starts_with("widen:")
                    // Its opener is gone with the last structure on it.
                    || matches!(event, Event::SheetOpened(false)) && state.sheet.is_empty()
                    || matches!(event, Event::SheetCleared);
                let removes = state.sheet_open && matches!(event, Event::SheetToggled(_));
                let addresses = removes || matches!(event, Event::SheetOpened(true) | Event::ReasonsGiven(_));
                self.send(event);
                if vanishes {
                    // The button pressed is gone, and must not take the focus with it.
                    self.run(Effect::FocusResults);
                }
                if removes {
                    let engine = context.engine();
                    let reasons = context.state.with_untracked(|state| link::held_reasons(state, &engine));
                    self.send(Event::ReasonsGiven(reasons));
                    executor::run();
                    context.bridge().focus("sheet-title");
                }
                if addresses {
                    self.address_sheet();
                }
            }
            Gesture::Structure(deed, structure) => self.deed(deed, structure),
            Gesture::Share => {
                self.about.set(None);
                context.bridge().extra("copy", &format!("share\n{}", self.link()));
            }
            Gesture::Print => context.bridge().extra("print", ""),
            Gesture::Keep => {
                self.send(Event::Keeping(Kept::Working));
                context.bridge().extra("keep", "");
            }
            Gesture::Forget => {
                self.send(Event::Keeping(Kept::Working));
                context.bridge().extra("forget", "");
            }
            Gesture::Hold => {}
        });
        hold
    }

    /// `around`, `details` or `keywords` came, or could not be had.
    pub fn arrived(&self, part: &str, value: JsValue) {
        self.call(false, &mut || {
            let context = self.context;
            let loading = |ok: bool| if ok { Loading::Ready } else { Loading::Failed };
            let bytes = || Some(value.clone().dyn_into::<Uint8Array>().ok()?.to_vec());
            if part == "around" {
                let ok = bytes().is_some_and(|bytes| context.open_around(&bytes));
                self.start.borrow_mut().place.again(&context.engine().gazetteer);
                self.send(Event::Around(loading(ok)));
            } else if part == "details" {
                let details = bytes().and_then(|bytes| {
                    let details = Details::open(&bytes).ok()?;
                    details.check_belongs_to(&context.engine()).ok().map(|()| Rc::new(details))
                });
                let ok = details.is_some();
                context.details.set(details);
                self.send(Event::Details(loading(ok)));
                let idle = context.state.with_untracked(|state| state.keywords == Loading::Idle);
                if idle && context.bridge().warm_up() {
                    self.send(Event::Keywords(Loading::Waiting));
                }
            } else {
                let keywords = (!value.is_undefined()).then(|| value.clone().unchecked_into::<Keywords>());
                let keywords = keywords.filter(|it| it.generation() == context.engine().generation());
                let ok = keywords.is_some();
                context.keywords.set_value(keywords);
                self.send(Event::Keywords(loading(ok)));
            }
        });
    }

    /// Where the visitor is, or why the browser does not say so (`GeolocationPositionError.code`).
    pub fn located(&self, degrees: Option<(f64, f64)>, fault: u32) {
        let problem = match fault {
            1 => PlaceProblem::Refused,
            3 => PlaceProblem::Late,
            _ => PlaceProblem::Unavailable,
        };
        let answer = degrees.and_then(rounded).ok_or(problem);
        self.call(true, &mut || self.send(Event::Located(answer)));
    }

    /// Where is searched from, in degrees east and north; not numbers when from nowhere. What happens near it is
    /// found beside this module, in the documents.
    #[must_use]
    pub fn origin(&self) -> [f64; 2] {
        self.context.answered.with_untracked(|answered| match answered.query.zone {
            Zone::Around { center, .. } => [center.longitude.degrees(), center.latitude.degrees()],
            Zone::Anywhere | Zone::Within(_) => [f64::NAN; 2],
        })
    }

    /// The host page changed its options.
    pub fn configure(&self) {
        self.call(false, &mut || {
            self.configure_settings();
            let bridge = self.context.bridge();
            let options = link::options(|name| bridge.option(name));
            if *self.options.borrow() != options {
                *self.options.borrow_mut() = options;
                let start = link::preset(|name| bridge.option(name), &self.context.engine());
                *self.start.borrow_mut() = start.clone();
                self.send(Event::Restored(Box::new(start)));
            }
        });
    }

    /// « Précédent », « Suivant », or a link to a search on this page.
    pub fn moved(&self, fragment: &str) {
        if *self.fragment.borrow() == fragment {
            return;
        }
        self.call(false, &mut || {
            *self.fragment.borrow_mut() = fragment.to_owned();
            let start = self.start.borrow().clone();
            let state = link::read(fragment, &start, &self.context.engine()).unwrap_or(start);
            self.send(Event::Restored(Box::new(state)));
            self.address_sheet();
        });
    }

    /// The outcome of something in `extras.js`: a word of its own, `failed`, or nothing.
    pub fn done(&self, name: &str, outcome: &str) {
        self.call(false, &mut || {
            let context = self.context;
            let failed = outcome == "failed";
            match name {
                "kept" | "keep" | "forget" => {
                    let kept = match outcome.parse() {
                        _ if failed => Kept::Failed,
                        Ok(bytes) => Kept::Yes(bytes),
                        Err(_) => Kept::No,
                    };
                    self.send(Event::Keeping(kept));
                    // What the visitor once asked for is no news when the page opens.
                    let said = match kept {
                        _ if name == "kept" => None,
                        Kept::Failed => Some(context.text(Text::keep_failed)),
                        Kept::Yes(bytes) => {
                            let kilobytes = bytes.div_ceil(1000).to_string();
                            Some(context.messages().fill(Text::kept, &kilobytes))
                        }
                        _ => Some(context.text(Text::forgotten)),
                    };
                    if let Some(said) = said {
                        context.bridge().announce(&said, "");
                    }
                }
                // Without it the sheet has the address in words.
                "code" if failed => {}
                "code" => self.send(Event::SheetCoded(outcome.to_owned())),
                _ => {
                    let key = match outcome {
                        "failed" => Text::failed_action,
                        "shared" => Text::shared,
                        _ if name == "copy" => Text::copied,
                        _ => return,
                    };
                    context.told.set(Some((key, self.about.get())));
                    context.bridge().announce(context.messages().text(key), "");
                }
            }
        });
    }

    /// Everything that comes from outside goes through here: what follows from it is done before it ends. One
    /// copy of it serves all callers.
    #[inline(never)]
    fn call(&self, decision: bool, run: &mut dyn FnMut()) {
        let context = self.context;
        self.owner.with(|| {
            context.tick();
            run();
            executor::run();
            if context.broken.try_update_value(std::mem::take).unwrap_or_default() {
                context.keywords.set_value(None);
                self.send(Event::Keywords(Loading::Failed));
                executor::run();
            }
            if self.live.get() {
                self.sync.borrow_mut().bring(context);
                self.remember(decision);
            }
        });
    }

    #[inline(never)]
    fn send(&self, event: Event) {
        let context = self.context;
        let engine = context.engine();
        if matches!(event, Event::Set(..) | Event::KeywordTyped(_) | Event::PlaceTyped(_) | Event::Cleared) {
            context.told.set(None);
        }
        let effects = context.state.try_update(|state| state.apply(event, &engine.gazetteer));
        for effect in effects.unwrap_or_default() {
            self.run(effect);
        }
    }

    fn run(&self, effect: Effect) {
        let bridge = self.context.bridge();
        match effect {
            Effect::LoadAround => bridge.load("around"),
            Effect::LoadDetails => bridge.load("details"),
            Effect::LoadKeywords => bridge.load("keywords"),
            Effect::Locate => bridge.locate(),
            Effect::FocusPlace => bridge.focus("place"),
            Effect::FocusResults => {
                executor::run();
                bridge.focus("heading");
            }
            Effect::FocusCard(number) => {
                executor::run();
                bridge.focus(&format!("card:{}", number + 1));
            }
        }
    }

    fn deed(&self, deed: Deed, structure: usize) {
        let context = self.context;
        let bridge = context.bridge();
        let engine = context.engine();
        if structure >= engine.directory.structures.len() {
            return;
        }
        let page = context.page(structure);
        let name = results::name(&engine, structure);
        let contacts = || context.contacts(context.place_of(structure));
        self.about.set(Some(structure));
        match deed {
            Deed::Copy => bridge.extra("copy", &format!("\n{}", contacts().text(&name, &page))),
            Deed::Contact => bridge.extra("contact", &format!("{name}\n{}", contacts().vcard(&name, &page))),
            Deed::Show => {
                if let Some(number) = context.number_of(structure) {
                    bridge.focus(&format!("card:{number}"));
                }
            }
            Deed::Open => {
                let id = &engine.directory.structures[structure].id;
                bridge.emit("select", &format!("{{\"structure\":\"{id}\"}}"));
            }
        }
    }

    fn configure_settings(&self) {
        let bridge = self.context.bridge();
        let level = bridge.option("niveau-titre").parse().unwrap_or(2).clamp(1, 5);
        let pro = bridge.option("mode") == "pro";
        let settings = Settings { level, pro };
        if self.context.settings.get_untracked() != settings {
            self.context.settings.set(settings);
        }
    }

    /// The address of this search on this page.
    fn link(&self) -> String {
        let fragment = self.wanted_fragment();
        let fragment = if fragment.is_empty() { link::MARK } else { &fragment };
        self.context.bridge().link(fragment)
    }

    fn wanted_fragment(&self) -> String {
        let engine = self.context.engine();
        self.context.state.with_untracked(|state| link::write(state, &self.start.borrow(), &engine))
    }

    /// Writes the criteria into the address. A decision makes an entry of the history; typing makes one at
    /// its first key and rewrites it with the next.
    fn remember(&self, decision: bool) {
        let wanted = self.wanted_fragment();
        if *self.fragment.borrow() != wanted {
            let push = decision || !self.typing.get();
            self.typing.set(!decision);
            self.context.bridge().remember(&wanted, push);
            *self.fragment.borrow_mut() = wanted;
        }
    }
}

/// A point to a hundredth of a degree, about a kilometre: enough to sort by distance, not to tell a house.
fn rounded((longitude, latitude): (f64, f64)) -> Option<Point> {
    let round = |degrees: f64| (degrees * 100.0).round() / 100.0;
    Point::from_degrees(round(longitude), round(latitude))
}

/// The criteria in use, by the kind only: what a page may count without knowing what was searched.
#[must_use]
pub fn kinds(state: &State) -> Vec<&'static str> {
    let all = [
        (!state.needs.is_empty(), "besoin"),
        (!state.publics.is_empty(), "public"),
        (!state.networks.is_empty(), "reseau"),
        (!state.modes.is_empty(), "rencontre"),
        (state.place.chosen.is_some(), "lieu"),
        (state.place.here.is_some(), "position"),
        (state.has_keyword(), "mot-cle"),
    ];
    all.into_iter().filter(|(used, _)| *used).map(|(_, kind)| kind).collect()
}

/// Each criterion that could be taken away to find more.
#[must_use]
pub fn removable(state: &State) -> Vec<Criterion> {
    let all = [
        (state.has_keyword(), Criterion::Keyword),
        (!state.needs.is_empty(), Criterion::All(List::Needs)),
        (!state.publics.is_empty(), Criterion::All(List::Publics)),
        (!state.networks.is_empty(), Criterion::All(List::Networks)),
        (!state.modes.is_empty(), Criterion::All(List::Modes)),
        (state.place_is_chosen(), Criterion::Place),
    ];
    all.into_iter().filter(|(used, _)| *used).map(|(_, criterion)| criterion).collect()
}
