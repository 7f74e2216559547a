use landsim::*;
fn main(){
 let s=scenario::Scenario::baseline(); let s=match s {Ok(s)=>s,Err(e)=>{println!("{e}");return;}};
 let (n,t)=portfolio::generate::shipped();
 let p=match portfolio::file::parse(n,t){Ok(p)=>p,Err(e)=>{println!("{e}");return;}};
 let case=match model::Case::new(s,p){Ok(p)=>p,Err(e)=>{println!("{e}");return;}};
 let m=model::Model::new(&case,1);
 let mut w=trial::Worker::new(&m);
 let n: u64=std::env::args().nth(1).and_then(|x|x.parse().ok()).unwrap_or(1000);
 let t0=std::time::Instant::now();
 let mut rows=vec![];
 for i in 0..n { rows.push(w.run(i).figures); }
 println!("{:.0} trials/s",n as f64/t0.elapsed().as_secs_f64());
 for f in catalogue::figure::Figure::ALL { let mut v:Vec<f64>=rows.iter().map(|r|r[f as usize]).filter(|x|!x.is_nan()).collect(); v.sort_by(f64::total_cmp); if v.is_empty(){println!("{} none",f.id());continue;}
  let q=|p:f64|v[((v.len()-1) as f64*p) as usize];
  println!("{:40} n={:6} mean {:12.4e} p5 {:12.4e} p50 {:12.4e} p95 {:12.4e}",f.id(),v.len(),v.iter().sum::<f64>()/v.len() as f64,q(0.05),q(0.5),q(0.95)); }
}
