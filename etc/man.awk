# algologd.toml(5) from the comments of algologd.toml. A comment belongs to the keys that follow it, up
# to an empty line; its lines that are indented are shown as they are. A key behind # is an example.
BEGIN {
  print ".\\\" Made from etc/algologd.toml by etc/man.awk."
  print ".TH ALGOLOGD.TOML 5 \"\" \"algologd\" \"File formats\""
  print ".SH NAME\nalgologd.toml \\- configuration of algologd"
  print ".SH SYNOPSIS\n.I /etc/algologd/algologd.toml\n.SH DESCRIPTION"
}

function literal(line) {
  gsub(/\\/, "\\e", line)
  gsub(/-/, "\\-", line)
  return line ~ /^[.']/ ? "\\&" line : line
}
# The - of options and file names is one to be copied, that between letters is a hyphen.
function prose(line,    out, i, c, before) {
  gsub(/\\/, "\\e", line)
  before = " "
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    out = out (c == "-" && before !~ /[A-Za-z]/ ? "\\-" : c)
    before = c
  }
  return out ~ /^[.']/ ? "\\&" out : out
}

function print_text(paragraph,    i, block, pending) {
  for (i = 1; i <= texts; i++) {
    if (!block && text[i] ~ /^ /) {
      print ".PP\n.RS\n.nf"
      block = 1
    } else if (block && text[i] !~ /^ /) {
      print ".fi\n.RE"
      block = 0
      pending = 1
    }
    if (text[i] == "") {
      pending = 1
      continue
    }
    if (pending && !block) print paragraph
    pending = 0
    print block ? literal(substr(text[i], 3)) : prose(text[i])
  }
  if (block) print ".fi\n.RE"
  texts = 0
}
function end_of_keys(    i) {
  if (!keys) return
  for (i = 1; i <= keys; i++) print (i == 1 ? ".TP" : ".TQ") "\n" key[i]
  keys = 0
  print_text(".IP")
}
function add_key(line, note,    at) {
  at = index(line, " = ")
  key[++keys] = "\\fB" literal(substr(line, 1, at - 1)) "\\fR = " literal(substr(line, at + 3)) note
}
# What was read before the first table is about the file, before another about that table.
function add_table(name) {
  end_of_keys()
  if (!begun) {
    print_text(".PP")
    print ".SH TABLES AND KEYS"
    begun = 1
  }
  print ".SS " literal(name)
  print_text(".PP")
}

/^\[/ { add_table($0); next }
/^# \[+[a-z_.]+\]+$/ { add_table(substr($0, 3)); next }
/^[a-z_]+ = / { add_key($0, ""); next }
/^# [a-z_]+ = ("[^"]*"|\[.*\]|[0-9a-z]+)$/ { add_key(substr($0, 3), " (an example)"); next }
/^#/ {
  end_of_keys()
  text[++texts] = substr($0, 3)
  next
}
/^$/ { end_of_keys() }
END {
  end_of_keys()
  print ".SH SEE ALSO\n.BR algologd (8)"
}
