#include "prose.hpp"

#include <array>

namespace simcluster {
namespace {

struct kind_of_failure {
  const char* type;
  const char* exception;  // "" has no stack trace
  const char* message;    // a # is a number
  const char* code;
};

constexpr kind_of_failure python[] = {
    {"AlgorithmError", "Exception", "All I do is throw an error",
     "raise Exception(\"All I do is throw an error\")"},
    {"AlgorithmError", "IndexError", "list index out of range", "score = rows[i + 1][\"score\"]"},
    {"AlgorithmError", "KeyError", "'customer_id'", "customer = record[\"customer_id\"]"},
    {"AlgorithmError", "ValueError",
     "Input contains NaN, infinity or a value too large for dtype('float64').",
     "return self.model.predict_proba(frame)"},
    {"AlgorithmError", "ZeroDivisionError", "float division by zero", "rate = hits / total"},
    {"AlgorithmError", "requests.exceptions.ConnectionError",
     "HTTPSConnectionPool(host='features.internal', port=443): Max retries exceeded with url: "
     "/v2/vectors/#",
     "vector = session.get(url, timeout=5).json()"},
    {"InputError", "AlgorithmError", "missing field 'amount' in transaction #",
     "raise AlgorithmError(message, \"InputError\")"},
    {"InputError", "json.decoder.JSONDecodeError",
     "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
     "payload = json.loads(data)"},
    {"UnsupportedError", "AlgorithmError", "image/webp is not supported, send PNG or JPEG",
     "raise AlgorithmError(message, \"UnsupportedError\")"},
    {"InitializationError", "FileNotFoundError",
     "[Errno 2] No such file or directory: '/data/model/#/weights.bin'",
     "model = load(open(path, \"rb\"))"},
    {"OutOfMemoryError", "MemoryError", "Unable to allocate #.4 MiB for an array",
     "matrix = np.zeros((n, n))"},
    {"OutOfGpuMemoryError", "RuntimeError", "CUDA out of memory. Tried to allocate # MiB (GPU 0)",
     "logits = net(batch.cuda())"},
    {"LanguageError", "AlgorithmError", "could not detect the language of a text of # characters",
     "raise AlgorithmError(message, \"LanguageError\")"},
    {"TooLargeError", "", "Payload of #.4 MiB exceeds the limit of 10 MiB", ""},
    {"ParsingError", "pandas.errors.ParserError",
     "Error tokenizing data. C error: Expected 14 fields in line #, saw 15",
     "frame = pd.read_csv(source)"},
    {"EntityNotFoundError", "AlgorithmError", "data://.my/models/v#.tar.gz does not exist",
     "client.file(uri).getFile()"},
    {"ThirdPartyCredentialError", "botocore.exceptions.ClientError",
     "An error occurred (ExpiredToken) when calling the GetObject operation",
     "body = s3.get_object(Bucket=bucket, Key=key)"},
    {"TimeoutError", "", "Algorithm exceeded its timeout of 300 seconds", ""},
    {"PaymentRequiredError", "", "Account has # credits left, the call needs more", ""},
    {"SystemError", "", "Worker went away while the request was in flight", ""},
};

constexpr const char* odd_messages[] = {
    "embedded NUL >\0< and after",  // handled apart: the array cuts at the NUL
    "crème brûlée 🍮 could not be scored 👩‍👩‍👧‍👦",
    "שגיאה בקלט: ‏لا يوجد حقل‏ (right-to-left)",
    "controls: \x01\x02\x1b[31mred\x1b[0m \x7f tab\there \b bell\a",
    "line\r\nbreaks\rof three\nkinds\u2028and \u2029",
    "quotes \" ' ` and \\ backslashes \\u0041 $(reboot) '; DROP TABLE errors; --",
    "",
};

std::string with_number(std::string_view text, dice& d) {
  std::string out;
  for (const char c : text) {
    if (c == '#')
      out += std::to_string(10 + d.below(9990));
    else
      out += c;
  }
  return out;
}

std::string odd_message(dice& d) {
  const std::size_t which = d.below(std::size(odd_messages));
  if (which == 0) return std::string("embedded NUL >\0< and after", 26);
  return odd_messages[which];
}

std::string python_trace(const kind_of_failure& kind, std::string_view name,
                         const std::string& message, dice& d) {
  std::string trace =
      "Traceback (most recent call last):\n"
      "  File \"/usr/local/bin/algorithmia-pipe\", line 40, in get_response\n"
      "    result = call_algorithm(request, algorithm)\n"
      "  File \"/usr/local/bin/algorithmia-pipe\", line 90, in call_algorithm\n"
      "    return algorithm.apply(data)\n"
      "  File \"./src/";
  trace += name;
  trace += ".py\", line " + std::to_string(6 + d.below(200)) + ", in apply\n    ";
  trace += kind.code;
  return trace + "\n" + kind.exception + ": " + message;
}

std::string make_input(dice& d) {
  const std::string number = std::to_string(d.below(1000000));
  switch (d.below(5)) {
    case 0: return "A payload";
    case 1: return "{\"transaction\": " + number + ", \"amount\": 12.5, \"currency\": \"EUR\"}";
    case 2: return "{\"customer_id\": \"c-" + number + "\", \"email\": \"jo@example.com\"}";
    case 3: return "\"data://.my/uploads/" + number + ".png\"";
    default: return "[" + number + ", 3, 5, 7, 11, 13";
  }
}

constexpr const char* packages[] = {"numpy-1.21.1", "pandas-1.3.1",  "scikit_learn-0.24.2",
                                    "torch-1.9.0",  "requests-2.26", "algorithmia-1.10.0",
                                    "scipy-1.7.0",  "Pillow-8.3.1",  "xgboost-1.4.2"};

void fetch_package(std::string& log, dice& d) {
  const std::string package = d.pick(packages);
  const std::string size = std::to_string(1 + d.below(90)) + "." + std::to_string(d.below(10));
  log += "Collecting " + package + "\n  Downloading " + package +
         "-cp39-cp39-manylinux2010_x86_64.whl (" + size + " MB)\n";
}

void run_step(std::string& log, dice& d, std::size_t step, std::string_view command) {
  log += "\nStep " + std::to_string(step) + "/9 : " + std::string(command) + "\n";
  log += " ---> Running in " + d.hex(12) + "\n";
}

}  // namespace

failure_text make_failure(dice& d, std::string_view algorithm, bool odd) {
  const kind_of_failure& kind = d.pick(python);
  const std::string message = odd ? odd_message(d) : with_number(kind.message, d);
  const std::string_view name = algorithm.substr(algorithm.find('/') + 1);
  std::string text = "error:\n" + message + "\nstacktrace:\n";
  if (*kind.exception == '\0')
    text += "None";
  else
    text += "Some(" + python_trace(kind, name, message, d) + ")";
  return {kind.type, std::move(text), make_input(d)};
}

std::string make_log(std::uint64_t seed, std::string_view algorithm, bool succeeded,
                     std::size_t least) {
  dice d(seed);
  const std::string image = d.uuid();
  std::string log = "Sending build context to Docker daemon  1.039MB\n";
  run_step(log, d, 1,
           "FROM hub.example.com/algorithmiahq/langpack-builder:" + image + " as builder");
  log += image + ": Pulling from algorithmiahq/langpack-builder\n";
  for (int layer = 0; layer < 4; ++layer) log += d.hex(12) + ": Already exists\n";
  run_step(log, d, 2, "COPY . /opt/algorithm  # " + std::string(algorithm));
  run_step(log, d, 3, "RUN pip3 install --no-cache-dir -r requirements.txt");
  do {
    fetch_package(log, d);
  } while (log.size() < least || d.chance(0.8));
  if (succeeded) {
    run_step(log, d, 4, "RUN /opt/algorithm/bin/build");
    log +=
        "Successfully built " + d.hex(12) + "\nSuccessfully tagged algorithm:" + d.hex(40) + "\n";
  } else {
    log += "ERROR: Could not find a version that satisfies the requirement " +
           std::string(d.pick(packages)) +
           "\nThe command '/bin/sh -c pip3 install' returned a non-zero code: 1\n";
  }
  return log + "Deleted: sha256:" + d.hex(64);
}

std::string make_release_note(dice& d) {
  static constexpr std::array notes{"Retrained on last month's data", "Fixes the empty-input case",
                                    "Faster start, smaller image", "", "Pins all dependencies 📌"};
  return d.pick(notes);
}

void add_undocumented(boost::json::object& to, dice& d) {
  to["region"] = "eu-west-1";
  to["attempt"] = 1 + d.below(3);
  to["labels"] = {{"team", "risk"}, {"tier", nullptr}};
}

}  // namespace simcluster
