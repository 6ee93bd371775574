# Reports functions that are longer than `limit` lines, signature and closing
# brace included. It counts braces: what is opened at the level of a file,
# namespace or class and is neither a type nor an initializer is a function.

function report_end(    length_) {
  length_ = FNR - first_line + 1
  if (length_ > limit)
    printf "%s:%d: a function of %d lines; at most %d\n", FILENAME, first_line, length_, limit
}

function opened() {
  if (depth_of_function) {
    depth++
    return
  }
  depth++
  if (statement ~ /^ *((inline|template *<.*>) *)*(namespace|class|struct|enum|union|extern)( |$)/)
    return
  if (statement ~ /=[^=]*$/ && statement !~ /operator[^(]*=/) {
    # An initializer: its inside is no function either.
    depth_of_function = depth
    first_line = FNR + 1e9
    return
  }
  depth_of_function = depth
  first_line = statement_line
}

function closed() {
  if (depth_of_function == depth) {
    report_end()
    depth_of_function = 0
  }
  depth--
}

# Removes comments, literals and the inside of raw strings.
function strip(line,    at) {
  if (in_raw) {
    at = index(line, ")\"")
    if (!at) return ""
    in_raw = 0
    line = substr(line, at + 2)
  }
  gsub(/\\./, "", line)
  gsub(/'[{}"]'/, "", line)
  if ((at = match(line, /R"[A-Za-z]*\(/)) && index(substr(line, at), ")" ) == 0 ||
      (at && substr(line, at) !~ /\)[A-Za-z]*"/)) {
    in_raw = 1
    return substr(line, 1, at - 1)
  }
  gsub(/"[^"]*"/, "", line)
  sub(/\/\/.*/, "", line)
  return line
}

FNR == 1 {
  depth = depth_of_function = in_raw = 0
  statement = ""
}

{
  line = strip($0)
  if (line ~ /^ *#/) next
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (c == "{") { opened(); statement = "" }
    else if (c == "}") { closed(); statement = "" }
    else if (c == ";") statement = ""
    else {
      if (statement == "" && c != " ") statement_line = FNR
      if (statement != "" || c != " ") statement = statement c
    }
  }
  if (statement != "") statement = statement " "
}
