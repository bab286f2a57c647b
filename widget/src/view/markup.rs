//! Markup as data.
//!
//! Leptos' `view!` gives each piece of markup a type of its own, and each type brings code to build, compare,
//! mount and drop it: a third of the module. Here all markup is of one type. A view is a plain function from
//! the context to an [`Element`]; Leptos runs it again when a signal that it reads changes, and what differs is
//! changed in the page in place, so that focus, open details and the reader's position stay.

use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as DomElement, Node as DomNode, Text};

/// A piece of markup.
#[derive(Debug)]
pub(crate) enum Node {
    Text(String),
    Element(Element),
}

/// An element with its attributes and what is in it.
#[derive(Debug)]
pub(crate) struct Element {
    tag: &'static str,
    /// What it stands for. An element that stands for something else is another one.
    key: String,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

/// An element with nothing in it yet.
pub(crate) fn el(tag: &'static str) -> Element {
    Element { tag, key: String::new(), attributes: Vec::new(), children: Vec::new() }
}

/// A button that submits nothing; the loader hands `does` over when it is pressed.
pub(crate) fn button(does: &str, text: impl Into<Node>) -> Element {
    el("button").set("type", "button").set("data-do", does).add(text)
}

/// A link.
pub(crate) fn link(address: &str, text: impl Into<Node>) -> Element {
    el("a").set("href", address).add(text)
}

/// A paragraph of a class.
pub(crate) fn p(class: &str, text: impl Into<Node>) -> Element {
    el("p").class(class).add(text)
}

impl Element {
    /// Sets an attribute.
    #[inline(never)]
    pub(crate) fn set(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    /// Says what it stands for: what a visitor has opened in it does not pass to the next in its place.
    pub(crate) fn key(mut self, key: &str) -> Self {
        key.clone_into(&mut self.key);
        self
    }

    /// Sets the classes.
    pub(crate) fn class(self, names: &str) -> Self {
        self.set("class", names)
    }

    /// Names it for the style sheets of host pages.
    pub(crate) fn part(self, names: &str) -> Self {
        self.set("part", names)
    }

    /// Puts something in, last. What may be there or not keeps its place: what follows is not moved by it.
    pub(crate) fn add(self, child: impl Into<Node>) -> Self {
        self.push(child.into())
    }

    /// Puts several in.
    pub(crate) fn all(mut self, children: impl IntoIterator<Item = impl Into<Node>>) -> Self {
        self.children.extend(children.into_iter().map(Into::into));
        self
    }

    #[inline(never)]
    fn push(mut self, child: Node) -> Self {
        self.children.push(child);
        self
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl<T: Into<Node>> From<Option<T>> for Node {
    /// An empty text holds the place.
    fn from(node: Option<T>) -> Self {
        node.map_or(Self::Text(String::new()), Into::into)
    }
}

/// A piece of markup that is in the page, as it was written last.
enum Shown {
    Text(Text, String),
    Element(DomElement, ShownElement),
}

struct ShownElement {
    tag: &'static str,
    key: String,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Shown>,
}

/// The content of an element of the page that is ours.
pub(crate) struct Content {
    parent: DomElement,
    children: Vec<Shown>,
}

impl Content {
    /// Takes an element over; what is in it goes.
    pub(crate) fn of(parent: DomElement) -> Self {
        parent.set_inner_html("");
        Self { parent, children: Vec::new() }
    }

    /// Makes the content what is given.
    pub(crate) fn show(&mut self, nodes: Vec<Node>) {
        update(&self.parent, &mut self.children, nodes);
    }
}

fn update(parent: &DomElement, shown: &mut Vec<Shown>, nodes: Vec<Node>) {
    for gone in shown.drain(nodes.len().min(shown.len())..) {
        Rndr::remove(gone.node());
    }
    for (place, node) in nodes.into_iter().enumerate() {
        match (shown.get_mut(place), node) {
            (Some(Shown::Text(element, before)), Node::Text(text)) => {
                if *before != text {
                    Rndr::set_text(element, &text);
                    *before = text;
                }
            }
            (Some(Shown::Element(element, before)), Node::Element(now))
                if before.tag == now.tag && before.key == now.key =>
            {
                write(element, before, now);
            }
            (Some(other), node) => {
                let made = build(node);
                Rndr::insert_node(parent, made.node(), Some(other.node()));
                Rndr::remove(other.node());
                *other = made;
            }
            (None, node) => {
                let made = build(node);
                Rndr::insert_node(parent, made.node(), None);
                shown.push(made);
            }
        }
    }
}

fn build(node: Node) -> Shown {
    match node {
        Node::Text(text) => Shown::Text(Rndr::create_text_node(&text), text),
        Node::Element(now) => {
            let element = Rndr::create_element(now.tag, namespace(now.tag));
            let (attributes, children) = (Vec::new(), Vec::new());
            let mut shown = ShownElement { tag: now.tag, key: now.key.clone(), attributes, children };
            write(&element, &mut shown, now);
            Shown::Element(element, shown)
        }
    }
}

/// Brings an element from what it was to what it shall be.
fn write(element: &DomElement, shown: &mut ShownElement, now: Element) {
    for (name, value) in &now.attributes {
        if !shown.attributes.iter().any(|(other, before)| other == name && before == value) {
            Rndr::set_attribute(element, name, value);
        }
    }
    for (name, _) in &shown.attributes {
        if !now.attributes.iter().any(|(other, _)| other == name) {
            Rndr::remove_attribute(element, name);
        }
    }
    shown.attributes = now.attributes;
    update(element, &mut shown.children, now.children);
}

/// The namespace of the elements of pictures; the others have that of the page.
fn namespace(tag: &str) -> Option<&'static str> {
    matches!(tag, "svg" | "g" | "path" | "circle" | "text").then_some("http://www.w3.org/2000/svg")
}

impl Shown {
    fn node(&self) -> &DomNode {
        match self {
            Self::Text(text, _) => text,
            Self::Element(element, _) => element,
        }
    }
}
