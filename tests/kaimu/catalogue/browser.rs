//! Attacks through the browser: links, forms and cookies that an attacker controls.

mod cookies;
mod hand_overs;
mod markup;
mod redirects;
mod requests;
mod responses;
mod states;
