#compdef remit remit-sim
# Completes `remit` and `remit-sim` in zsh: eval "$(remit completion zsh)", or as a file named
# `_remit` in a directory of $fpath.
_remit() {
    local line files=
    local -a below found
    [[ ${words[1]:t} == remit-sim ]] && below=(sim)
    for line in "${(@f)$(command remit __complete $below "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        case $line in
            '') ;;
            *:files) files=yes ;;
            *$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
            *) found+=("${line//:/\\:}") ;;
        esac
    done
    local done=1
    (( $#found )) && _describe remit found && done=0
    if [[ $files ]]; then
        [[ $PREFIX == --*=* ]] && compset -P '--*='
        _files && done=0
    fi
    return done
}
if [[ $funcstack[1] == _remit ]]; then
    _remit "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
    compdef _remit remit remit-sim
fi
