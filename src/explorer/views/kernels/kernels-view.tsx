import { fromRows } from '../../../client/index.ts';
import { type Architecture, ArchitectureForm, nameOf, RELU_MLP } from '../../parts/architecture-form.tsx';
import { Downloads } from '../../parts/downloads.tsx';
import { Segments } from '../../parts/fields.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Reproduce } from '../../parts/reproduce.tsx';
import { tableOf } from '../../plots/line-plot.tsx';
import { useKept } from '../../state/store.ts';
import { useLastingRun } from '../../state/use-run.ts';
import { Convergence } from './convergence.tsx';
import { Curves } from './curves.tsx';
import { KernelMap } from './map.tsx';
import { drawNetworks, OUTPUTS, type WidthState } from './networks.ts';
import { NetworksForm, type NetworksPlan } from './networks-form.tsx';
import { CURVE_ANGLES, NETWORK_ANGLES, type Turned } from './points.ts';
import { curvesRequest, type Kernels, mapRequest, useKernels } from './use-kernels.ts';

const NONE: readonly WidthState[] = [];
/** Narrow enough to differ, wide enough to tend to the limit, and drawn within seconds. */
const USUAL_WIDTHS = { mlp: [8, 32, 128], hypernetwork: [8, 16, 32] };
const TURNED = [
  { value: 'x', label: 'turn x' },
  { value: 'z', label: 'turn z' },
] as const;

/** Kernels of what a person builds, as curves and pictures, and finite networks on top. */
export function KernelsView() {
  const [architecture, setArchitecture] = useKept<Architecture>('kernels.architecture', RELU_MLP);
  const [turned, setTurned] = useKept<Turned>('kernels.turned', 'x');
  const [plan, setPlan] = useKept<NetworksPlan>('kernels.plan', { widths: USUAL_WIDTHS.mlp, networks: 300 });
  const [states, setStates] = useKept('kernels.networks', NONE);
  const [fraction, setFraction] = useKept('kernels.fraction', 0);
  const { kernels, run } = useKernels(architecture, turned);
  const networks = useLastingRun('networks');
  // Networks that were drawn belong to what was built then.
  const forget = () => {
    networks.stop();
    setStates(NONE);
  };
  const build = (next: Architecture) => {
    if (next.type !== architecture.type) setPlan({ ...plan, widths: USUAL_WIDTHS[next.type] });
    forget();
    setArchitecture(next);
  };
  const turn = (next: Turned) => {
    forget();
    setTurned(next);
  };
  const draw = () =>
    networks.start(async (signal) => {
      setStates(NONE);
      setFraction(0);
      await drawNetworks({
        architecture,
        turned,
        ...plan,
        signal,
        onBatch(next, done) {
          setStates(next);
          setFraction(done);
        },
      });
    });
  return (
    <>
      <header class="lead">
        <h1>Kernels</h1>
        <p>
          A network that becomes ever wider tends to a Gaussian process before training, whose covariance is the <em>NNGP</em>, and
          trains as its <em>NTK</em> says. Build one and see both; then draw finite networks and watch them tend to the limit.
        </p>
      </header>
      <div class="columns">
        <section class="controls" aria-label="Settings">
          <ArchitectureForm value={architecture} onChange={build} />
          {architecture.type === 'hypernetwork' && (
            <Segments label="Which input turns" value={turned} options={TURNED} onChange={turn} />
          )}
          <NetworksForm
            plan={plan}
            onChange={setPlan}
            hyper={architecture.type === 'hypernetwork'}
            running={networks.running}
            fraction={fraction}
            onDraw={draw}
            onStop={networks.stop}
          />
          <Notice trouble={run.trouble ?? networks.trouble} />
        </section>
        <section class="results" aria-label="Kernels" aria-busy={run.running}>
          {kernels && (
            <>
              <div class="pair">
                {OUTPUTS.map((output) => (
                  <Curves key={output} output={output} limit={kernels.curves[output]} states={states} />
                ))}
              </div>
              {states.length > 0 && (
                <div class="pair">
                  {OUTPUTS.map((output) => (
                    <Convergence key={output} output={output} states={states} />
                  ))}
                </div>
              )}
              <div class="pair">
                {OUTPUTS.map((output) => (
                  <KernelMap key={output} output={output} plan={kernels.map} values={kernels.map.values[output]} />
                ))}
              </div>
              <Exports kernels={kernels} states={states} />
            </>
          )}
        </section>
      </div>
    </>
  );
}

interface ExportsProps {
  kernels: Kernels;
  states: readonly WidthState[];
}

function Exports({ kernels, states }: ExportsProps) {
  const { architecture, turned, curves, map } = kernels;
  const table = () =>
    tableOf({ label: 'angle' }, [
      ...OUTPUTS.map((output) => ({ name: output, x: CURVE_ANGLES, y: curves[output] })),
      ...states.flatMap(({ width, kernels }) =>
        OUTPUTS.map((output) => ({
          name: `${output} of width ${width}`,
          x: NETWORK_ANGLES,
          y: kernels[output].moments.mean,
        })),
      ),
    ]);
  const show = 'print(answer["kernels"]["ntk"])';
  const requests = [
    { title: 'curves', request: { path: '/v1/kernels', body: curvesRequest(architecture, turned), file: 'curves.json', show } },
    { title: 'picture', request: { path: '/v1/kernels', body: mapRequest(architecture), file: 'picture.json', show } },
    ...states.flatMap(({ width, requests }) =>
      requests.map((body, index) => ({
        title: `networks of width ${width}, batch ${index + 1}`,
        request: {
          path: '/v1/empirical-kernels',
          body,
          file: `networks-${width}-${index + 1}.json`,
          show: 'print(answer["kernels"]["ntk"]["mean"])',
        },
      })),
    ),
  ];
  return (
    <footer class="exports">
      <p class="hint">{nameOf(architecture)}; analytic kernels in float64, finite networks in float32</p>
      <Downloads
        name="kernels"
        json={() => ({ architecture, turned, angles: CURVE_ANGLES, kernels: curves, map, networks: states })}
        table={table}
        array={() => fromRows(OUTPUTS.map((output) => curves[output]))}
      />
      <Reproduce requests={requests} />
    </footer>
  );
}
