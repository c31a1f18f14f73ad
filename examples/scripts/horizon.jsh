// Which margin does a potential make training maximise, and how far away is that? In JShell:
//   jshell --class-path "$(./mirrorflow --class-path)" examples/scripts/horizon.jsh
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.map.MapSpec;

for (String spec : List.of("p:3", "hyperbolic:beta=0.1", "expr:abs(x)^3*log(1+abs(x))", "cosh:s=1")) {
  Horizon horizon = Horizon.of(MapSpec.parse(spec).perLayer().get(0).potential());
  System.out.printf("%-30s p = %-9.4g %s%n", spec, horizon.p(), horizon.regime().kind());
}
/exit
