// The arithmetic of scripts/fit-api-inference.mjs: least squares on logarithms with a random intercept for each model,
// predictions of what was left out, and the errors of predictions. Nothing is drawn but by a seeded generator.

/** Standard deviations of ln E from which the weights start: between models, and within one. */
const start = { between: 0.25, within: 0.15 };

/**
 * Coefficients of a form: penalised least squares of ln E by Gauss and Newton, with partial pooling. Rows of one model
 * share a random intercept, so that a model with many rows does not outvote the others; its variance and that within
 * models are estimated in turn with the coefficients (moments of the residuals).
 */
export function fit(form, rows, from) {
  const groups = groupsOf(rows, "model");
  let { between, within } = from ?? start;
  let theta = from?.theta ?? form.parameters.map((one) => one.start);
  for (let round = 0; round < (from === undefined ? 4 : 1); round += 1) {
    theta = gaussNewton(form, rows, groups, theta, { between, within });
    ({ between, within } = variances(residuals(form, rows, theta), groups));
  }
  return { theta, between, within };
}

/** Standard deviations of a fit's coefficients, by the curvature of the penalised sum of squares at its end. */
export function standardErrors(form, rows, { theta, between, within }) {
  const whiten = whitener(groupsOf(rows, "model"), between, within);
  const { normal } = linearised(form, rows, whiten, theta, whiten(residuals(form, rows, theta)));
  return theta.map((_, index) =>
    Math.sqrt(
      solve(
        normal,
        theta.map((__, other) => (other === index ? 1 : 0)),
      )[index],
    ),
  );
}

/** ln of measured to predicted, for each row. */
export function residuals(form, rows, theta) {
  const named = coefficients(form, theta);
  return rows.map((row) => Math.log(row.joules) - form.log(named, row));
}

/** Coefficients by name. */
export function coefficients(form, theta) {
  return Object.fromEntries(form.parameters.map(({ name }, index) => [name, theta[index]]));
}

/**
 * ln of predicted to measured for each row that is judged (`judged`), as told by a fit to all rows outside its group:
 * of its model, its weights with all variants, or its family.
 */
export function leftOut(form, rows, by, judged, full = fit(form, rows)) {
  const groups = [...new Set(rows.filter(judged).map((row) => row[by]))];
  return groups.flatMap((group) => told(form, rows, (row) => row[by] === group, judged, full));
}

/** ln of predicted to measured for the judged rows among those that are kept from the fit (`away`); `seen` alters rows for the telling. */
export function told(form, rows, away, judged, full, seen = (row) => row) {
  const { theta } = fit(
    form,
    rows.filter((row) => !away(row)),
    full,
  );
  const mine = rows.filter((row) => away(row) && judged(row));
  const residual = residuals(form, mine.map(seen), theta);
  return mine.map((row, index) => ({ row, error: -residual[index] }));
}

/**
 * The honest error of choosing a form: for each model the form is the one that does best on the other models, by folds of
 * these, and is fitted to these alone.
 */
export function nested(forms, rows, judged, folds = 5) {
  const models = modelsOf(rows.filter(judged));
  const starts = new Map(forms.map((form) => [form, fit(form, rows)]));
  return models.map((model) => {
    const inside = rows.filter((row) => row.model !== model);
    const others = models.filter((other) => other !== model);
    const scored = forms.map((form) => {
      const errors = Array.from({ length: folds }, (_, fold) => {
        const away = new Set(others.filter((__, index) => index % folds === fold));
        return told(form, inside, (row) => away.has(row.model), judged, starts.get(form));
      });
      return { form, score: errorsOf(errors.flat()).meanAbsolute };
    });
    const { form } = scored.toSorted((a, b) => a.score - b.score)[0];
    return { model, form, predicted: told(form, rows, (row) => row.model === model, judged, starts.get(form)) };
  });
}

/** Predictions of seven models at once that the fit has not seen, for draws of the seven. */
export function sevenLeftOut(form, rows, judged, full, draws = 40) {
  const models = modelsOf(rows.filter(judged));
  const random = generator(7);
  return Array.from({ length: draws }, () => {
    const order = models.map((model) => ({ model, at: random() })).toSorted((a, b) => a.at - b.at);
    const away = new Set(order.slice(0, 7).map(({ model }) => model));
    return told(form, rows, (row) => away.has(row.model), judged, full);
  });
}

const modelsOf = (rows) => [...new Set(rows.map(({ model }) => model))].toSorted((a, b) => (a < b ? -1 : 1));

/** Mean absolute error, share within a factor of two, standard deviation and mean of ln of predicted to measured. */
export function errorsOf(predicted) {
  const errors = predicted.map(({ error }) => error);
  const centre = mean(errors);
  return {
    meanAbsolute: mean(errors.map((error) => Math.abs(Math.exp(error) - 1))),
    withinTwo: mean(errors.map((error) => (Math.abs(error) < Math.LN2 ? 1 : 0))),
    sd: Math.sqrt(mean(errors.map((error) => (error - centre) ** 2))),
    mean: centre,
    /** Mean of measured to predicted: what a median must be multiplied by to be a mean (Duan 1983). */
    smearing: mean(errors.map((error) => Math.exp(-error))),
  };
}

/**
 * Whether each row lies inside an interval of 90 % made without its model: the predicted value times and divided by the
 * quantile of the errors of the other models, each left out of the fit that told it (conformal, by model).
 */
export function covered(predicted) {
  return predicted.map(({ row, error }) => {
    const others = predicted.filter((other) => other.row.model !== row.model);
    return { row, inside: Math.abs(error) <= spreadOf(others) };
  });
}

/** Quantile of |ln predicted ÷ measured| that holds 90 %, with the correction for a finite sample. */
export function spreadOf(predicted) {
  const sizes = predicted.map(({ error }) => Math.abs(error)).toSorted((a, b) => a - b);
  return sizes[Math.min(sizes.length - 1, Math.ceil(0.9 * (sizes.length + 1)) - 1)];
}

/** A statistic with its interval of 90 %, from draws of whole models with replacement. */
export function bootstrap(predicted, statistic, draws = 2000) {
  const groups = [...groupsOf(predicted, "row", ({ model }) => model).values()].map((indexes) =>
    indexes.map((index) => predicted[index]),
  );
  const random = generator(1);
  const values = Array.from({ length: draws }, () =>
    statistic(groups.flatMap(() => groups[Math.floor(random() * groups.length)])),
  ).toSorted((a, b) => a - b);
  return {
    value: statistic(predicted),
    low: values[Math.floor(0.05 * draws)],
    high: values[Math.ceil(0.95 * draws) - 1],
  };
}

export const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

function gaussNewton(form, rows, groups, first, { between, within }) {
  const whiten = whitener(groups, between, within);
  let theta = first;
  let current = whiten(residuals(form, rows, theta));
  let damping = 1e-3;
  for (let iteration = 0; iteration < 40; iteration += 1) {
    const { normal, gradient } = linearised(form, rows, whiten, theta, current);
    const damped = normal.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
    const move = solve(damped, gradient);
    const next = theta.map((value, index) => value + move[index]);
    const after = whiten(residuals(form, rows, next));
    const gain = loss(form, theta, current) - loss(form, next, after);
    if (gain >= 0) {
      theta = next;
      current = after;
      damping = Math.max(damping / 10, 1e-9);
      if (gain < 1e-5) break;
    } else {
      damping *= 10;
      if (damping > 1e6) break;
    }
  }
  return theta;
}

/** Normal equations of the form's tangent at some coefficients; the derivatives by differences. */
function linearised(form, rows, whiten, theta, current) {
  const columns = form.parameters.map((_, index) => {
    const moved = theta.map((value, other) => (other === index ? value + 1e-5 : value));
    const after = whiten(residuals(form, rows, moved));
    return current.map((value, row) => (value - after[row]) / 1e-5);
  });
  const normal = columns.map((column, i) =>
    columns.map((other, j) => dot(column, other) + (i === j ? 1 / form.parameters[i].sd ** 2 : 0)),
  );
  const gradient = columns.map((column, i) => {
    const { start: centre, sd } = form.parameters[i];
    return dot(column, current) - (theta[i] - centre) / sd ** 2;
  });
  return { normal, gradient };
}

function loss(form, theta, whitened) {
  return (
    dot(whitened, whitened) +
    form.parameters.reduce((total, { start: centre, sd }, index) => total + ((theta[index] - centre) / sd) ** 2, 0)
  );
}

/** Takes a share of its model's mean from each row and scales it: generalised least squares of a random intercept. */
function whitener(groups, between, within) {
  const parts = [...groups.values()].map((indexes) => ({
    indexes,
    share: 1 - within / Math.sqrt(within ** 2 + indexes.length * between ** 2),
  }));
  return (values) => {
    const out = Array.from({ length: values.length }, () => 0);
    for (const { indexes, share } of parts) {
      const centre = mean(indexes.map((index) => values[index]));
      for (const index of indexes) out[index] = (values[index] - share * centre) / within;
    }
    return out;
  };
}

function variances(values, groups) {
  const parts = [...groups.values()].map((indexes) => indexes.map((index) => values[index]));
  const inner = parts.map((part) => ({ centre: mean(part), size: part.length, squares: squares(part) }));
  const spread = inner.reduce((total, { squares: one }) => total + one, 0) / (values.length - parts.length);
  const centres = inner.map(({ centre }) => centre);
  const between = squares(centres) / (centres.length - 1) - spread * mean(inner.map(({ size }) => 1 / size));
  return { within: Math.sqrt(spread), between: Math.sqrt(Math.max(between, 1e-4)) };
}

function squares(values) {
  const centre = mean(values);
  return values.reduce((total, value) => total + (value - centre) ** 2, 0);
}

function groupsOf(rows, key, within = (value) => value) {
  const groups = new Map();
  for (const [index, row] of rows.entries()) {
    const name = within(row[key]);
    groups.set(name, [...(groups.get(name) ?? []), index]);
  }
  return groups;
}

const dot = (a, b) => {
  let total = 0;
  for (let index = 0; index < a.length; index += 1) total += a[index] * b[index];
  return total;
};

/** Gauss with pivots. */
function solve(matrix, right) {
  const rows = matrix.map((row, index) => [...row, right[index]]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    let best = pivot;
    for (let row = pivot; row < size; row += 1)
      if (Math.abs(rows[row][pivot]) > Math.abs(rows[best][pivot])) best = row;
    [rows[pivot], rows[best]] = [rows[best], rows[pivot]];
    for (let row = 0; row < size; row += 1) {
      if (row === pivot) continue;
      const factor = rows[row][pivot] / rows[pivot][pivot];
      for (let column = pivot; column <= size; column += 1) rows[row][column] -= factor * rows[pivot][column];
    }
  }
  return rows.map((row, index) => row[size] / row[index]);
}

/** Mulberry32: uniform in [0, 1), the same on every machine. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
