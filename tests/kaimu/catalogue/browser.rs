//! Attacks through the browser: links, forms and cookies that an attacker controls.

mod cookies;
mod markup;
mod redirects;
mod repeated_callbacks;
mod requests;
mod responses;
mod states;
