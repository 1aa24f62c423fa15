import { RegexpSyntaxError } from '../regexp/ast.ts';
import { Regexp, quoteMeta, shownPattern } from '../regexp/regexp.ts';
import { GoSlice } from '../value/containers.ts';
import { type CallContext, type FuncMap, type GoFunc, goFunc } from '../value/func.ts';

function compile(pattern: string, context: CallContext): Regexp {
  return new Regexp(pattern, context.charge);
}

/** Compiles as Go's `MustCompile` does: its error names the pattern. */
function mustCompile(pattern: string, context: CallContext): Regexp {
  try {
    return compile(pattern, context);
  } catch (error) {
    if (!(error instanceof RegexpSyntaxError)) throw error;
    throw new Error(`regexp: Compile(${shownPattern(pattern)}): ${error.message}`, { cause: error });
  }
}

type Compile = typeof compile;

function findAll(compiled: Compile): GoFunc {
  return goFunc(['string', 'string', 'int'], function (pattern, text, limit) {
    const found = compiled(pattern, this).findAll(text, limit);
    return new GoSlice('[]string', found, found.length === 0);
  });
}

function find(compiled: Compile): GoFunc {
  return goFunc(['string', 'string'], function (pattern, text) {
    return compiled(pattern, this).find(text);
  });
}

function replaceAll(compiled: Compile): GoFunc {
  return goFunc(['string', 'string', 'string'], function (pattern, text, replacement) {
    return compiled(pattern, this).replaceAll(text, replacement);
  });
}

function replaceAllLiteral(compiled: Compile): GoFunc {
  return goFunc(['string', 'string', 'string'], function (pattern, text, replacement) {
    return compiled(pattern, this).replaceAllLiteral(text, replacement);
  });
}

function split(compiled: Compile): GoFunc {
  return goFunc(['string', 'string', 'int'], function (pattern, text, limit) {
    return new GoSlice('[]string', compiled(pattern, this).split(text, limit), limit === 0);
  });
}

/** Sprig's functions on regular expressions, which run in linear time. */
export const regexFuncs: FuncMap = {
  regexMatch: goFunc(['string', 'string'], function (pattern, text) {
    try {
      return compile(pattern, this).matches(text);
    } catch (error) {
      if (error instanceof RegexpSyntaxError) return false;
      throw error;
    }
  }),
  mustRegexMatch: goFunc(['string', 'string'], function (pattern, text) {
    return compile(pattern, this).matches(text);
  }),
  regexFind: find(mustCompile),
  mustRegexFind: find(compile),
  regexFindAll: findAll(mustCompile),
  mustRegexFindAll: findAll(compile),
  regexReplaceAll: replaceAll(mustCompile),
  mustRegexReplaceAll: replaceAll(compile),
  regexReplaceAllLiteral: replaceAllLiteral(mustCompile),
  mustRegexReplaceAllLiteral: replaceAllLiteral(compile),
  regexSplit: split(mustCompile),
  mustRegexSplit: split(compile),
  regexQuoteMeta: goFunc(['string'], quoteMeta),
};
