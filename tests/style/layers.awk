# Reads FILE:LINE:#include … (of all files, in one go) and prints FILE:LINE: for every include of
# daemon/ and lib/ that points up, or beside, in the table of CONTRIBUTING.md, and for headers that
# include each other in a circle. Variables: layers (the rows, top to bottom, joined by "|"), whole
# (whether all of the project is read, so that a folder of the table must be there). Plain awk.

BEGIN {
  rows = split(layers, row, "|")
  for (i = 1; i <= rows; ++i) {
    names = split(row[i], name, " ")
    for (k = 1; k <= names; ++k) layer[name[k]] = i
  }
  if (rows < 2) complain("CONTRIBUTING.md:1", "there is no table of the folders")
}

{
  match($0, /^[^:]*:[0-9]+:/)
  where = substr($0, 1, RLENGTH - 1)
  line = substr($0, RLENGTH + 1)
  sub(/^\.\//, "", where)
  file = where
  sub(/:[0-9]+$/, "", file)
  from = folder_of(file)
  if (from == "") next
  seen[from] = 1
  if (!(from in layer)) {
    if (!told[from]++) complain(file ":1", "CONTRIBUTING.md does not say where " from " stands")
    next
  }
  if (line ~ /^ *# *include *["<]/) judge(line)
}

END {
  for (i = 1; i <= files; ++i) if (!state[known[i]]) follow(known[i], known[i])
  if (whole) for (folder in layer) if (!(folder in seen))
    complain("CONTRIBUTING.md:1", "there is no folder " folder)
  exit found > 0
}

function complain(at, why) {
  printf "%s: %s\n", at, why
  ++found
}

# "lib" is what lies in lib/ itself.
function folder_of(path) {
  if (path !~ /^(lib|daemon|schema)\//) return ""
  sub(/^lib\//, "", path)
  if (path !~ /\//) return "lib"
  sub(/\/.*/, "", path)
  return path
}

function judge(line,    target, quoted, to) {
  quoted = line ~ /^ *# *include *"/
  target = line
  sub(/^ *# *include *["<]/, "", target)
  sub(/[">].*/, "", target)
  if (!quoted && target !~ /\//) return  # of the language
  if (target ~ /(^|\/)\.\.?\//) return complain(where, "say from lib/ on where " target " is")
  sub(/^lib\//, "", target)
  to = target
  if (target !~ /\//) to = from == "daemon" ? "daemon" : "lib"
  sub(/\/.*/, "", to)
  if (!(to in layer)) {
    if (quoted) complain(where, "CONTRIBUTING.md does not say where " to " stands")
    return
  }
  note_edge(target ~ /^(daemon|schema)\// ? target : to == "daemon" ? "daemon/" target : "lib/" target)
  if (to == from) return
  if (layer[to] < layer[from]) complain(where, from " stands below " to " and must not know of it")
  if (layer[to] == layer[from]) complain(where, from " stands beside " to " and must not know of it")
}

function note_edge(target) {
  if (!edges[file]) known[++files] = file
  edge[file, ++edges[file]] = target
  edge_at[file, edges[file]] = where
}

# Depth first; a file that is met while what it includes is still being followed closes a circle.
function follow(file, path,    i, target) {
  state[file] = "open"
  for (i = 1; i <= edges[file]; ++i) {
    target = edge[file, i]
    if (state[target] == "open") complain(edge_at[file, i], "a circle of includes: " path " " target)
    else if (state[target] == "") follow(target, path " " target)
  }
  state[file] = "done"
}
