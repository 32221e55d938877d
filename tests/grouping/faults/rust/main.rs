// Each function of `score` is one fault, but for those that share a helper.
mod score {
    use std::collections::HashMap;
    // SHIFT

    #[inline(never)]
    fn bad_number(x: &[String]) -> i64 {
        x[1].parse::<i64>().unwrap()
    }

    #[inline(never)]
    fn missing_key(x: &[String]) -> i64 {
        let table: HashMap<String, i64> = HashMap::new();
        table[&x[1]]
    }

    #[inline(never)]
    fn no_value(x: &[String]) -> usize {
        x[2].find("\u{1}").expect("no separator")
    }

    // SHIFT
    #[inline(never)]
    fn out_of_bounds(x: &[String]) -> i32 {
        let values = vec![1, 2, 3];
        values[x[0].parse::<usize>().unwrap() + 3]
    }

    #[inline(never)]
    fn load_model(x: &[String]) -> i32 {
        panic!("cannot load model {}", x[3])
    }

    #[inline(never)]
    fn load_weights(x: &[String]) -> i32 {
        panic!("cannot load model {}", x[3])
    }

    #[inline(never)]
    fn says_anything(x: &[String]) -> i32 {
        panic!("{}", x[2])
    }

    #[inline(never)]
    fn open_file(x: &[String]) -> String {
        std::fs::read_to_string(&x[4]).unwrap()
    }

    // SHIFT
    #[inline(never)]
    fn in_closure(x: &[String]) -> i32 {
        (1..3).map(|i| if i == 2 { panic!("row {} of {}", i, x[0]) } else { i }).sum()
    }

    #[inline(never)]
    fn mean(values: &[f64], what: &str) -> f64 {
        assert!(!values.is_empty(), "no values to {}", what);
        0.0
    }

    #[inline(never)]
    fn train(x: &[String]) -> f64 {
        mean(&[], &x[0]) + 1.0
    }

    #[inline(never)]
    fn predict(x: &[String]) -> f64 {
        mean(&[], &x[0]) + 2.0
    }

    pub fn apply(fault: &str, x: &[String]) {
        match fault {
            "bad_number" => drop(bad_number(x)),
            "missing_key" => drop(missing_key(x)),
            "no_value" => drop(no_value(x)),
            "out_of_bounds" => drop(out_of_bounds(x)),
            "load_model" => drop(load_model(x)),
            "load_weights" => drop(load_weights(x)),
            "says_anything" => drop(says_anything(x)),
            "open_file" => drop(open_file(x)),
            "in_closure" => drop(in_closure(x)),
            "train" => drop(train(x)),
            "predict" => drop(predict(x)),
            _ => (),
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    score::apply(&arguments[0], &arguments[1..]);
}
