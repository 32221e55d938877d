# shellcheck shell=bash
# Completion of algologd for bash; tests/daemon/documented compares it with `algologd --help`.
_algologd_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_algologd() {
  local commands='run once check status errors error builds gaps log requeue prune backup'
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' options i
  COMPREPLY=()
  # --config=FILE is three words here.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == --config ]]; then
      if [[ ${COMP_WORDS[i + 1]-} == '=' ]]; then i=$((i + 1)); fi
      i=$((i + 1))
    elif [[ " $commands " == *" ${COMP_WORDS[i]} "* ]]; then
      command=${COMP_WORDS[i]}
      break
    fi
  done

  case $previous in
    --config | --database) _algologd_files "$current"; return ;;
    --since) mapfile -t COMPREPLY < <(compgen -W '1h 24h 7d' -- "$current"); return ;;
    --algorithm | --cluster | --keep | --limit) return ;;
  esac

  options='--config --help'
  case $command in
    '') options+=" --version $commands" ;;
    once) options+=' --json' ;;
    check) options+=' --online' ;;
    status) options+=' --json --watch --all --cluster --algorithm --database' ;;
    errors | builds | gaps) options+=' --since --algorithm --limit --follow --json --database' ;;
    error | log) options+=' --json --database' ;;
    requeue) options+=' --dry-run --json' ;;
    prune) options+=' --dry-run --vacuum --json' ;;
    backup)
      if [[ $current != -* ]]; then _algologd_files "$current"; return; fi
      options+=' --force --keep --json --database' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}

complete -F _algologd algologd
