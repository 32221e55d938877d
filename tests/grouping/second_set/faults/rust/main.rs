//! Plays the platform: algorithm KEY=VALUE... prints the message and "\x1e"; the panic prints itself.
mod grid;

use std::any::Any;
use std::collections::BTreeMap;

fn call_algorithm(input: &BTreeMap<String, String>) -> Result<f64, Box<dyn std::error::Error>> {
    grid::apply(input)
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(text), _) => text.clone(),
        (_, Some(text)) => text.to_string(),
        _ => "unknown".to_string(),
    }
}

fn main() {
    let pairs = std::env::args().skip(1);
    let input = pairs
        .filter_map(|pair| pair.split_once('=').map(|(key, value)| (key.to_string(), value.to_string())))
        .collect();
    match std::panic::catch_unwind(|| call_algorithm(&input).map_err(|error| error.to_string())) {
        Ok(Ok(_)) => std::process::exit(1),
        Ok(Err(error)) => print!("{}\x1e", error),
        Err(panic) => print!("{}\x1e", message_of(&*panic)),
    }
}
