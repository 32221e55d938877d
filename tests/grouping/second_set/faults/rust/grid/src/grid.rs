//! A grid of cells. The input's "task" says which part is executed.
#[path = "cells.rs"]
mod cells;

use self::cells::{Cell, Shape};
use std::collections::{BTreeMap, HashMap};

type Input = BTreeMap<String, String>;
type Outcome = Result<f64, Box<dyn std::error::Error>>;
// MORE

#[inline(never)]
fn bad_number(input: &Input) -> f64 {
    input["text"].parse::<f64>().unwrap()
}

#[inline(never)]
fn missing_key(input: &Input) -> f64 {
    let table: HashMap<String, f64> = HashMap::new();
    table[&input["word"]]
}

#[inline(never)]
fn separator(input: &Input) -> usize {
    input["sentence"].find('\u{1}').expect("no separator")
}

// MORE
#[inline(never)]
fn out_of_bounds(input: &Input) -> f64 {
    let values = vec![1.0, 2.0, 3.0];
    values[input["number"].parse::<usize>().unwrap() + 3]
}

#[inline(never)]
fn load_model(input: &Input) -> f64 {
    panic!("cannot load model {}", input["id"])
}

#[inline(never)]
fn load_weights(input: &Input) -> f64 {
    panic!("cannot load model {}", input["id"])
}

#[inline(never)]
fn user_text(input: &Input) -> f64 {
    panic!("{}", input["sentence"])
}

// MORE
#[inline(never)]
fn open_file(input: &Input) -> String {
    std::fs::read_to_string(&input["path"]).unwrap()
}

#[inline(never)]
fn in_closure(input: &Input) -> f64 {
    (1..3).map(|i| if i == 2 { panic!("row {} of {}", i, input["number"]) } else { 0.5 }).sum()
}

#[inline(never)]
fn train(_: &Input) -> f64 {
    cells::mean(&[]) + 1.0
}

#[inline(never)]
fn predict(_: &Input) -> f64 {
    cells::mean(&[]) + 2.0
}

// MORE
#[inline(never)]
fn subtract(input: &Input) -> f64 {
    let number = input["number"].parse::<u32>().unwrap();
    (3 - (number + 3)) as f64
}

#[inline(never)]
fn in_thread(input: &Input) -> f64 {
    let (name, number) = (format!("worker-{}", input["number"]), input["size"].clone());
    let work = move || -> f64 { panic!("größer als erlaubt:\n  {}", number) };
    std::panic::resume_unwind(std::thread::Builder::new().name(name).spawn(work).unwrap().join().unwrap_err())
}

#[inline(never)]
fn status(input: &Input) -> f64 {
    let answer: Result<f64, String> = Err(format!("{} from {}", input["status"], input["url"]));
    answer.unwrap()
}

pub fn apply(input: &Input) -> Outcome {
    let cell = Cell { name: input["word"].clone() };
    Ok(match input["task"].as_str() {
        "bad_number" => bad_number(input),
        "missing_key" => missing_key(input),
        "separator" => separator(input) as f64,
        "out_of_bounds" => out_of_bounds(input),
        "load_model" => load_model(input),
        "load_weights" => load_weights(input),
        "user_text" => user_text(input),
        "open_file" => open_file(input).len() as f64,
        "in_closure" => in_closure(input),
        "train" => train(input),
        "predict" => predict(input),
        "subtract" => subtract(input),
        "in_thread" => in_thread(input),
        "status" => status(input),
        "value" => cell.value().unwrap(),
        "area" => cell.area(),
        _ => input["text"].parse::<i64>()? as f64,
    })
}
