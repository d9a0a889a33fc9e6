/** Problems of actions that have no place of their own: cards above the page, until dismissed. */
import classes from './kit.module.css';
import { ProblemCard } from './ProblemCard';
import { dismissProblem, useShelf } from './toast';

export function ProblemShelf() {
  const problems = useShelf((state) => state.problems);
  if (problems.length === 0) return null;
  return (
    <section className={classes['shelf']} aria-label="What did not work">
      {problems.map((problem) => (
        <ProblemCard
          key={`${problem.tag} ${problem.what}`}
          problem={problem}
          onDismiss={() => dismissProblem(problem)}
        />
      ))}
    </section>
  );
}
