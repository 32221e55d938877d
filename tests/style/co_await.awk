# Prints FILE:LINE: for every co_await that is more than a whole statement, the initializer of a named
# local or a plain assignment, and for what GCC 12 does not get right in its arguments and in those of
# co_spawn. Variable: file. Plain awk: it runs with mawk.

{ text = text $0 "\n" }

END {
  length_of_text = split_into_chars(without_comments_and_literals(text))
  walk()
  exit found > 0
}

function complain(at, why) {
  printf "%s:%d: %s\n", file, at, why
  ++found
}

function trimmed(s) {
  gsub(/[ \n]+/, " ", s)
  sub(/^ /, "", s)
  sub(/ $/, "", s)
  return s
}

# Comments and the insides of literals become blanks; line ends stay.
function without_comments_and_literals(s,    out, i, c, two, stop, piece, n) {
  out = ""
  while (match(s, /\/\/|\/\*|"|'/)) {
    two = substr(s, RSTART, 2)
    c = substr(s, RSTART, 1)
    out = out substr(s, 1, RSTART - 1)
    if (two == "//") {
      s = substr(s, RSTART)
      n = index(s, "\n")
      s = substr(s, n)
      continue
    }
    if (two == "/*") {
      s = substr(s, RSTART + 2)
      n = index(s, "*/")
      out = out only_line_ends(substr(s, 1, n - 1)) " "
      s = substr(s, n + 2)
      continue
    }
    s = substr(s, RSTART + 1)
    if (c == "'" && out ~ /[0-9a-fA-F]$/) continue  # 1'000'000
    if (c == "\"" && out ~ /R$/) {
      n = index(s, "(")
      stop = ")" substr(s, 1, n - 1) "\""
      n = index(s, stop)
      out = out "\"" only_line_ends(substr(s, 1, n - 1)) "\""
      s = substr(s, n + length(stop))
      continue
    }
    for (i = 1; (piece = substr(s, i, 1)) != c && piece != "\n" && piece != ""; ++i)
      if (piece == "\\") ++i
    out = out c c
    s = substr(s, i + 1)
  }
  return out s
}

function only_line_ends(s) {
  gsub(/[^\n]/, "", s)
  return s
}

function split_into_chars(s,    i, n) {
  n = length(s)
  for (i = 1; i <= n; ++i) at_char[i] = substr(s, i, 1)
  return n
}

function word_at(i, word,    k, n) {
  n = length(word)
  if (i > 1 && at_char[i - 1] ~ /[A-Za-z0-9_]/) return 0
  for (k = 1; k <= n; ++k) if (at_char[i + k - 1] != substr(word, k, 1)) return 0
  return at_char[i + n] !~ /[A-Za-z0-9_]/
}

function next_visible(i) {
  for (++i; i <= length_of_text; ++i) if (at_char[i] !~ /[ \n]/) return at_char[i]
  return ""
}

function opens_block(before) {
  return before == "" || before ~ /[])>:]$/ || before ~ /(^| )(else|do|try|const|noexcept|override|mutable|final)$/ ||
    before ~ /(^| )(namespace|struct|class|enum|union|extern)( |$)/ || before ~ /\(\) ?(noexcept )?->/
}

# depth, kind[] and before[] (the text of the statement so far, nested parts left out) are the state.
function walk(    i, c) {
  depth = 0
  kind[0] = "block"
  before[0] = ""
  line = 1
  for (i = 1; i <= length_of_text; ++i) {
    c = at_char[i]
    if (c == "c" && word_at(i, "co_await")) check_await(i)
    if (c == "c" && word_at(i, "co_spawn")) check_spawn(i)
    if (c == "\n") {
      ++line
      before[depth] = before[depth] " "
    } else if (c == "(" || c == "[" || c == "{") {
      kind[depth + 1] = c == "{" ? (opens_block(trimmed(before[depth])) ? "block" : "list") : "group"
      before[++depth] = ""
    } else if (c == ")" || c == "]" || c == "}") {
      if (depth == 0) continue
      --depth
      if (c == "}" && kind[depth + 1] == "block" && next_visible(i) !~ /[;,).(]/) before[depth] = ""
      else before[depth] = before[depth] (c == ")" ? "()" : c == "]" ? "[]" : "{}")
    } else if (c == ";") {
      before[depth] = ""
    } else if (c == ":" && at_char[i + 1] != ":" && at_char[i - 1] != ":" &&
               before[depth] ~ /^ *(case|default|public|private|protected)/) {
      before[depth] = ""
    } else {
      before[depth] = before[depth] c
    }
  }
}

function check_await(i,    head) {
  head = trimmed(before[depth])
  while (sub(/^(else|do) */, "", head) || sub(/^(if|while|for)( constexpr)? *\(\) */, "", head)) {}
  if (kind[depth] != "block")
    complain(line, "co_await inside parentheses or braces: await into a named local first")
  else if (head != "" && (head !~ /[]A-Za-z0-9_] ?=$/ || head ~ /[({]/ || head ~ /^(co_)?(return|throw|yield) /))
    complain(line, "co_await may only be a whole statement, or initialize or set a named value")
  check_awaited(i + length("co_await"))
}

function check_awaited(i,    nested, c, two, at) {
  at = line
  for (nested = 0; i <= length_of_text; ++i) {
    c = at_char[i]
    two = c at_char[i + 1]
    if (c == "\n") ++at
    if (nested == 0 && c == ";") return
    if (c == "{") return complain(at, "braces in an awaited call: name the value or lambda first")
    if (c == "?") return complain(at, "?: in an awaited call: name the value first")
    if (nested == 0 && (c ~ /[,)}\]]/ || two == "&&" || two == "||" || two == "==" || two == "!=" || two ~ /[-+*\/%] /))
      return complain(at, "more is made of the co_await in the same expression: name its value first")
    if (c == "(" || c == "[") ++nested
    if (c == ")" || c == "]") --nested
  }
}

function check_spawn(i,    nested, c, at, last, captures) {
  at = line
  last = ""
  nested = 0
  for (i += length("co_spawn"); i <= length_of_text; ++i) {
    c = at_char[i]
    if (c == "\n") ++at
    if (c == ";" && nested == 0) return
    if (c == "[" && last ~ /[,(]/) {
      captures = ""
      while (at_char[++i] != "]" && i <= length_of_text) captures = captures at_char[i]
      gsub(/[ \n]|&[A-Za-z0-9_]*|this/, "", captures)
      gsub(/,/, "", captures)
      if (captures != "") return complain(at, "a lambda that captures values inside co_spawn: name it, then move it")
      last = "]"
      continue
    }
    if (c == "(") ++nested
    if (c == ")" && --nested == 0) return
    if (c !~ /[ \n]/) last = c
  }
}
